import asyncio

from sqlalchemy import select, text


async def retry(session_factory, key, amount):
    for attempt in range(3):
        async with session_factory() as session, session.begin():
            account = await session.get(Account, key)
            account.balance -= amount  #!


async def each(session, keys, lock):
    for key in keys:
        account = await session.get(Account, key, with_for_update=True)
        account.balance += 1
        await session.commit()

    async with lock:
        account = await session.get(Account, keys[0])
        account.balance += 1  #!
        await session.commit()


async def refreshed(session, key):
    account = await session.get(Account, key)
    await session.refresh(account, with_for_update=True)
    account.balance += 1
    await session.commit()


async def plain_loop(session):
    rows = (await session.execute(select(Account).order_by(Account.id))).scalars().all()
    for account in rows:
        account.months = 1 + account.months  #!
    await session.commit()


async def other_row(session, source, target):
    first = await session.get(Account, source, with_for_update=True)
    second = await session.get(Account, target)
    first.balance -= 1
    second.balance = first.balance + 1
    second.count += 1  #!
    await session.commit()


def unsaved_sum(session, key):
    total = 0
    for account in session.query(Account).all():
        total += account.balance
    return total


async def count_or_create(session, key):
    counter = await session.get(Counter, key)
    if counter is None:
        counter = Counter(key=key, hits=0)
        session.add(counter)
    counter.hits += 1  #!
    await session.commit()


async def reused_name(session, key):
    row = await session.get(Counter, key)
    print(row.hits)
    row = await session.get(Counter, key, with_for_update=True)
    row.hits += 1
    await session.commit()
