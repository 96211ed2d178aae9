import asyncio


async def connect(waiter, session):
    try:
        await session.open()
    except asyncio.CancelledError: #!
        waiter.cancel()
    await waiter
    await session.run()


async def passed_on(session):
    try:
        await session.open()
    except asyncio.CancelledError:
        asyncio.current_task().cancel()
    await session.run()


async def raised(waiter, session):
    try:
        await session.open()
    except asyncio.CancelledError:
        waiter.cancel()
        raise
