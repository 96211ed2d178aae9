from sqlalchemy.ext.asyncio import AsyncSession

from models import Wallet
from repository import PlainRepository, Repository


class WalletRepository(Repository[Wallet]):
    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, Wallet)


async def pay(wallets: WalletRepository, key: int, amount: int):
    wallet = await wallets.get(key)
    await wallets.change(wallet, {"balance": wallet.balance - amount}) #!


async def pay_by_key(wallets: WalletRepository, key: int, amount: int):
    wallet = await wallets.get(key)
    await wallets.change_by_key(key, balance=wallet.balance - amount) #!


async def pay_plainly(session: AsyncSession, repository: PlainRepository, key: int, amount: int):
    wallet = await repository.get(session, Wallet, key)
    await repository.change(session, wallet, {"balance": wallet.balance - amount}) #!


async def pay_locked(wallets: WalletRepository, key: int, amount: int):
    wallet = await wallets.locked(key)
    await wallets.change(wallet, {"balance": wallet.balance - amount})


async def rename(wallets: WalletRepository, key: int, name: str):
    wallet = await wallets.get(key)
    await wallets.change(wallet, {"name": name})


async def copy(wallets: WalletRepository, key: int, other: int):
    wallet = await wallets.get(key)
    source = await wallets.get(other)
    await wallets.change(wallet, {"balance": source.balance})
