from collections import defaultdict


class Board:
    counts = defaultdict[str, int](int)  #!
    seen = set[int]()  #!
    fixed = frozenset[int]()

    def add(self, name: str) -> None:
        self.counts[name] += 1
        self.seen.add(len(name))
