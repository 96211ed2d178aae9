from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from .models import Account, Doc
class AccountRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
    async def get(self, account_id: int) -> Account | None:
        return await self._session.get(Account, account_id)
    async def get_for_update(self, account_id: int) -> Account:
        stmt = select(Account).where(Account.id == account_id).with_for_update()
        return (await self._session.execute(stmt)).scalar_one()
    async def by_id_locked(self, account_id: int) -> Account:
        return await self._session.get(Account, account_id, with_for_update=True)
    async def lock(self, account_id: int) -> Account:
        q = select(Account).where(Account.id == account_id)
        q = q.with_for_update(nowait=True)
        result = await self._session.execute(q)
        return result.scalars().one()
    async def increment(self, account_id: int, n: int) -> None:
        await self._session.execute(update(Account).where(Account.id == account_id).values(balance=Account.balance + n))
