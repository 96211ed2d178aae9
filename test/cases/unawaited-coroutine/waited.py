import asyncio


async def load(name: str) -> str:
    await asyncio.sleep(0.1)
    return name


async def main(names: list[str]) -> None:
    await asyncio.wait([load(name) for name in names])  #!
    await asyncio.wait({load("a")}, timeout=5)  #!
    done, _ = await asyncio.wait([asyncio.create_task(load(name)) for name in names])
    print([task.result() for task in done])
    await asyncio.gather(*[load(name) for name in names])
    for work in asyncio.as_completed([load(name) for name in names]):
        print(await work)
