import asyncio

jobs = {}
running = 0

async def start(name, client):
    global running
    if name in jobs:
        raise ValueError(name)
    async with client.connect() as connection:
        jobs[name] = connection  #!
    if running < 5:
        await asyncio.sleep(0)
        running += 1  #!

async def withdraw(account, amount):
    if account.balance < amount:
        raise ValueError
    await audit(account)
    account.balance -= amount  #!

async def register(request, name):
    if name not in request.app.state.users:
        await greet(name)
        request.app.state.users[name] = 1  #!
