import asyncio


def collected(names):
    first = list(lambda: name for name in names)  #!
    second = tuple((lambda text: name + text) for name in names)  #!
    third = dict((name, lambda: name) for name in names)  #!
    return first, second, third


def one_by_one(names):
    for show in (lambda: name for name in names):
        show()
    total = sum(count() for count in (lambda: len(name) for name in names))
    bound = list(lambda name=name: name for name in names)
    return total, bound, any((lambda: name)() for name in names)


async def waited(names, loop):
    for name in names:
        await asyncio.to_thread(lambda: print(name))
        await loop.run_in_executor(None, lambda: print(name))


async def not_waited(names, loop):
    found = []
    for name in names:
        found.append(loop.run_in_executor(None, lambda: print(name)))  #!
    await asyncio.gather(*found)
