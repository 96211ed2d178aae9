import asyncio


async def work(): ...


async def main():
    asyncio.gather(work(), work()) #!
    await asyncio.gather(work(), work())
    results = asyncio.gather(work())
    await results
    return asyncio.gather(work())
