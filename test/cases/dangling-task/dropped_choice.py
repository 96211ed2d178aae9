import asyncio


async def audit(name: str) -> None:
    await asyncio.sleep(len(name))


async def serve(name: str | None, tasks: list[asyncio.Task[None]]) -> None:
    asyncio.create_task(audit(name)) if name else None  #!
    name and asyncio.ensure_future(audit(name))  #!
    task = asyncio.create_task(audit(name)) if name else None
    if task is not None:
        await task
    name and tasks.append(asyncio.create_task(audit(name)))
    await asyncio.sleep(0)
