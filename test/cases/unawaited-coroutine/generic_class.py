# `Store[int]()` makes a `Store`; a table of factories with brackets does not.
import asyncio
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Store(Generic[Item]):
    def __init__(self, first: Item) -> None:
        self.first = first

    async def load(self) -> Item:
        await asyncio.sleep(0)
        return self.first


Factories = {"store": Store}


async def run(kind: str) -> None:
    numbers = Store[int](3)
    numbers.load()  #!
    await numbers.load()
    Store[str | None](None).load()  #!
    table = Factories[kind](3)
    table.load()
    other = Factories["store"](3)
    await other.load()
