import asyncio
from dataclasses import dataclass, field


class Source:
    def __init__(self):
        self.rows = []
        self.bytes = 0


class Pages(Source):
    async def more(self, page):
        self.rows += await self.fetch(page)
        self.bytes += await self.size(page)  #!


@dataclass
class Kept:
    rows: list[str] = field(default_factory=list)
    bytes: int = 0

    async def more(self, page):
        self.rows += await self.fetch(page)
        self.bytes += await self.size(page)  #!
