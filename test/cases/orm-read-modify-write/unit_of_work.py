from abc import ABC, abstractmethod

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

factory = async_sessionmaker(create_async_engine("postgresql+asyncpg://"))


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]


class Repository[Row: Base]:
    model: type[Row]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, key: int) -> Row | None:
        return await self.session.get(self.model, key)

    async def get_for_update(self, key: int) -> Row | None:
        query = select(self.model).filter_by(id=key).with_for_update()
        return (await self.session.execute(query)).scalar_one_or_none()


class Accounts(Repository[Account]):
    model = Account


class Work(ABC):
    accounts: Accounts

    @abstractmethod
    async def commit(self) -> None: ...


class SqlWork(Work):
    async def __aenter__(self) -> "SqlWork":
        self.session = factory()
        self.accounts = Accounts(self.session)
        return self

    async def __aexit__(self, *args: object) -> None:
        await self.session.close()

    async def commit(self) -> None:
        await self.session.commit()


async def deposit(work: Work, key: int, amount: int) -> None:
    async with work:
        account = await work.accounts.get(key)
        if account is not None:
            account.balance += amount #! critical
            await work.commit()


async def deposit_locked(work: Work, key: int, amount: int) -> None:
    async with work:
        account = await work.accounts.get_for_update(key)
        if account is not None:
            account.balance += amount
            await work.commit()


async def close(work: Work, key: int) -> None:
    async with work:
        account = await work.accounts.get(key)
        if account is not None:
            account.balance = 0
            await work.commit()
