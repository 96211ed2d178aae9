from sqlalchemy import select
from .uow import UnitOfWork
from .models import Account, Doc
class AccountService:
    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
    async def deposit(self, account_id: int, amount: int) -> None:
        async with self.uow:
            account = await self.uow.accounts.get(account_id)
            account.balance += amount #!
            await self.uow.commit()
    async def deposit2(self, account_id: int, amount: int) -> None:
        async with self.uow as uow:
            account = await uow.accounts.get(account_id)
            if account is None:
                raise LookupError
            account.balance = account.balance + amount #!
            await uow.commit()
    async def deposit_locked(self, account_id: int, amount: int) -> None:
        async with self.uow as uow:
            account = await uow.accounts.get_for_update(account_id)
            account.balance += amount
            await uow.commit()
    async def deposit_locked2(self, account_id: int, amount: int) -> None:
        async with self.uow as uow:
            account = await uow.accounts.by_id_locked(account_id)
            account.balance += amount
            await uow.commit()
    async def deposit_locked3(self, account_id: int, amount: int) -> None:
        async with self.uow as uow:
            account = await uow.accounts.lock(account_id)
            account.balance += amount
            await uow.commit()
    async def atomic(self, account_id: int, amount: int) -> None:
        async with self.uow as uow:
            await uow.accounts.increment(account_id, amount)
            await uow.commit()
    async def view(self, session, doc_id):
        doc = await session.get(Doc, doc_id)
        doc.views += 1
        await session.commit()
