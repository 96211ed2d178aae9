# What a dict of declared types holds, through its views.
class Desk:
    def __init__(self, name: str) -> None:
        self.name = name


class Hall:
    def __init__(self) -> None:
        self.desks: dict[str, Desk] = {}
        self.other = {}

    def names(self, given: dict[str, Desk], free) -> list[str]:
        for key, desk in self.desks.items():
            print(key, desk.label)  #!
            print(key.strip(), desk.name)
        for desk in given.values():
            print(desk.label)  #!
        for key, desk in free.items():
            print(desk.label)
        for desk in self.other.values():
            print(desk.label)
        return [desk.title for desk in self.desks.values()]  #!
