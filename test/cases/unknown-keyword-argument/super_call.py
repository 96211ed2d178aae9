# `super().name(...)` is certain only where no class below puts another base in between.
class Record:
    def __init__(self, key: str) -> None:
        self.key = key

    def save(self, path: str) -> str:
        return path

    def mark(self, *, note: str = "") -> str:
        return note


class Order(Record):
    def __init__(self, key: str, total: int) -> None:
        super().__init__(name=key)  #!
        self.total = total

    def save(self, path: str, backup: bool = False) -> str:
        return super().save(path, backup=backup)  #!

    def mark(self, *, note: str = "", colour: str = "") -> str:
        return super().mark(note=note) + colour


class Kept(Record):
    def __init__(self, key: str, limit: int = 0) -> None:
        self.limit = limit


class Line(Record):
    def __init__(self, key: str) -> None:
        super().__init__(key=key, limit=3)


class KeptLine(Line, Kept):
    pass


class Open(Record, Unknown):
    def __init__(self, key: str) -> None:
        super().__init__(key=key, limit=3)


class Loose:
    def __init__(self, **options: int) -> None:
        self.options = options


class Tight(Loose):
    def __init__(self) -> None:
        super().__init__(limit=3)
