import asyncio


async def first_of(*jobs):
    tasks = [asyncio.ensure_future(work(argument)) for work, argument in jobs]
    await asyncio.gather(*[job() for job in jobs])
    return tasks


async def all_of(jobs):
    return await asyncio.gather(*[job() for job in jobs])  #!
