import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import Order


class Jails:
    size = 10

    def __init__(self, names):
        from shop.errors import NoSuchObject

        self.names = names
        self.error = NoSuchObject

    def find(self, name, duplicates=False):
        try:
            return self.names[name]
        except self.error:
            if noduplicates:  #!
                return None
            raise NoSuchObject(name)  #!

    def pack(self, blob):
        kind, number = struct.unpack("<Bq", blob)  #!
        return struct.pack("<Bq", kind, number)

    def load(
        self,
        order: "Order",
        other: Missing,  #! high
        *more: "Order | list[Strange]",  #! low
        size: "metres" = 1,
    ) -> "Unknown":  #! low
        found = [one for one in order if one]
        [first, *rest] = found
        with open(first) as file, open(__file__):
            print(file.name, rest, __name__, self.__class__)
        match rest:
            case [one, {"key": two, **more}]:
                return one, two, more
        if (length := len(rest)) > self.size:
            return length
        try:
            value = late
        except NameError:
            value = None
        return value if sys.version_info[0] > 2 else native(value)

    def count(self):
        global total
        total = 1
        nested = lambda x, *rest, key=None, **options: (x, rest, key, options)

        def inner():
            nonlocal nested
            nested = None
            return total

        del nested
        return inner, __class__, {k: v for k, v in self.names.items()}


def use():
    for index, _ in enumerate(total):
        yield index
    print(index, f"{index!r:>{width}}")  #!
