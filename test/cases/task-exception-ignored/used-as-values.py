import asyncio


class Store:
    async def refresh(self, names):
        results = await asyncio.gather(*(load(n) for n in names), return_exceptions=True) #!
        self.latest.update(dict(zip(names, results)))

    async def totals(self, names):
        results = await asyncio.gather(*(load(n) for n in names), return_exceptions=True) #!
        return sum(one.total for one in results)

    async def both(self):
        first, second = await asyncio.gather(load('a'), load('b'), return_exceptions=True) #!
        return first.total + second.total

    async def looked_at(self, names):
        results = await asyncio.gather(*(load(n) for n in names), return_exceptions=True)
        return [one for one in results if not isinstance(one, BaseException)]

    async def returned(self, names):
        results = await asyncio.gather(*(load(n) for n in names), return_exceptions=True)
        return results

    async def handed_on(self, names):
        results = await asyncio.gather(*(load(n) for n in names), return_exceptions=True)
        for one in results:
            self.note(one)

    async def raised(self, names):
        results = await asyncio.gather(*(load(n) for n in names))
        self.latest.update(dict(zip(names, results)))
