# What a conditional expression or `and` comes to is dropped with the statement.
import asyncio


async def notify(user: str) -> None:
    await asyncio.sleep(len(user))


async def sell(user: str | None, is_quiet: bool) -> None:
    await notify("shop")
    notify(user) if user else None  #!
    None if is_quiet else notify("all")  #!
    is_quiet or notify("all")  #!
    user and (notify(user))  #!
    user and not is_quiet and notify(user)  #!


async def careful(user: str | None) -> None:
    await (notify(user) if user else notify("nobody"))
    work = notify(user) if user else notify("nobody")
    await work
    await notify(user) if user else None
    user and await notify(user)
    user and asyncio.get_running_loop().run_until_complete(notify(user))
