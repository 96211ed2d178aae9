from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from app.models import Wallet, Seat


class Repository:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def by_id(self, key: int) -> Wallet | None:
        result = await self.session.execute(select(Wallet).where(Wallet.id == key))
        return result.scalars().first()

    async def locked(self, key: int) -> Wallet | None:
        result = await self.session.execute(select(Wallet).where(Wallet.id == key).with_for_update())
        return result.scalars().first()

    async def save(self, wallet: Wallet) -> None:
        self.session.add(wallet)
        await self.session.commit()

    async def charge(self, key: int, amount: int) -> None:
        wallet = await self.by_id(key)
        wallet.balance -= amount  #!
        await self.session.commit()

    async def charge_locked(self, key: int, amount: int) -> None:
        wallet = await self.locked(key)
        wallet.balance -= amount
        await self.session.commit()

    async def tuple_result(self, key: int) -> None:
        row = (await self.session.execute(select(Seat).where(Seat.id == key))).first()
        seat = row[0]
        seat.free -= 1  #!
        await self.session.commit()

    async def unpacked(self, key: int) -> None:
        (seat,) = (await self.session.execute(select(Seat).where(Seat.id == key))).one()
        seat.free -= 1  #!
        await self.session.commit()

    async def stream(self) -> None:
        result = await self.session.stream_scalars(select(Seat))
        async for seat in result:
            seat.free -= 1  #!
        await self.session.commit()


class Service:
    def __init__(self, repository: Repository):
        self.repository = repository

    async def pay(self, key: int, amount: int) -> None:
        wallet = await self.repository.by_id(key)
        if wallet is None:
            raise LookupError
        wallet.balance -= amount  #!
        await self.repository.save(wallet)

    async def pay_locked(self, key: int, amount: int) -> None:
        wallet = await self.repository.locked(key)
        wallet.balance -= amount
        await self.repository.save(wallet)
