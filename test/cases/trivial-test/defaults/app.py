from dataclasses import dataclass


@dataclass
class Order:
    note: str | None = None
    limit: int = 3

    @property
    def is_open(self):
        return self.limit > 0


class Basket:
    def __init__(self):
        self.items = load()
