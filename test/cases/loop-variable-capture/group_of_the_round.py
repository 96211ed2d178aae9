from concurrent.futures import ThreadPoolExecutor

import anyio


async def read_all(fields):
    values = {}
    for field in fields:
        results = []

        async def read(part):
            results.append(await part.read())

        async with anyio.create_task_group() as group:
            for part in field.parts:
                group.start_soon(read, part)
        values[field.name] = results
    return values


def load_all(sources):
    for source in sources:
        with ThreadPoolExecutor() as pool:
            pool.submit(lambda: source.load())


async def read_later(fields):
    async with anyio.create_task_group() as group:
        for field in fields:

            async def read():
                await field.read()  #!

            group.start_soon(read)
