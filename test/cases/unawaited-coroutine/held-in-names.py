import asyncio


async def load(key):
    return key


async def tick(count) -> bool:
    return count > 3


async def main(items, handler, is_ready):
    if is_ready:
        response = await load(1)
    else:
        response = load(2) #!
    response(items)
    found = load(3) #!
    first, second = found
    stop = await tick(0)
    while not stop:
        stop = tick(1) #!
    rows = []
    more = load(4) #!
    rows.extend(more)
    send = load(7) #!
    await send(1)
    return first, second, rows


async def quiet(items, handler, is_ready):
    if is_ready:
        row = load(5)
    else:
        row = handler()
    if not is_ready:
        print(row.name)
    later = load(6)
    later = await later
    print(later.name)
    jobs = [load(1)]
    one = load(2)
    jobs.append(one)
    await asyncio.gather(*jobs, return_exceptions=True)


class Connecting:
    async def start(self: "Client"):
        self.connect() #!
        await self.connect()
        self.own() #!

    async def own(self):
        return 1


class Client(Connecting):
    async def connect(self):
        return 2
