from app.models import Account
from app.store import Accounts

async def pay(session, accounts: Accounts, key, amount):
    account = await accounts.by_key(key)
    account.balance -= amount #!
    await session.commit()

async def pay_safely(session, accounts: Accounts, key, amount):
    account = await accounts.by_key_locked(key)
    account.balance -= amount
    await session.commit()

async def book(session, account: Account, amount: int):
    account.balance += amount #!
    await session.commit()
