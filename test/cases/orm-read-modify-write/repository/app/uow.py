from sqlalchemy.ext.asyncio import async_sessionmaker
from .repo import AccountRepository
class UnitOfWork:
    def __init__(self, factory: async_sessionmaker) -> None:
        self._factory = factory
    async def __aenter__(self) -> 'UnitOfWork':
        self.session = self._factory()
        self.accounts = AccountRepository(self.session)
        return self
    async def __aexit__(self, *exc) -> None:
        await self.session.rollback()
        await self.session.close()
    async def commit(self) -> None:
        await self.session.commit()
