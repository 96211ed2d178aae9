import asyncio


async def first_of(urls, load):
    tasks = [asyncio.create_task(load(url)) for url in urls]
    timer = asyncio.create_task(asyncio.sleep(5))
    done, pending = await asyncio.wait([*tasks, timer], return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return done


async def server(handle):
    task = asyncio.create_task(handle())
    await asyncio.sleep(1)  #!
    return task
