import asyncio

EXPECTED = (OSError, asyncio.CancelledError)
NETWORK = (OSError, TimeoutError)


async def poll(link):
    try:
        await link.read()
    except EXPECTED:  #!
        link.close()


async def read(link):
    try:
        await link.read()
    except NETWORK:
        link.close()


async def drain(link):
    try:
        await link.read()
    except EXPECTED:
        link.close()
        raise


async def sort(link, kind):
    try:
        await link.read()
    except asyncio.CancelledError:
        match kind:
            case "a":
                link.close()
                raise
            case _:
                raise


async def part(link, kind):
    try:
        await link.read()
    except asyncio.CancelledError:  #!
        match kind:
            case "a":
                raise
            case _:
                link.close()
