// The sample project: an order service as it is written under pressure. Each file has faults of one
// kind, beside code that looks alike and is right.

/** Path in the project and text of each file. */
export const SAMPLE_FILES: Readonly<Record<string, string>> = {
  'README.md': `# Orders

A small order service with faults of many kinds, to try Lectern on.
`,
  'orders/__init__.py': '',
  'orders/models.py': `from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    balance: Mapped[int] = mapped_column(default=0)
    orders: Mapped[list["Order"]] = relationship(back_populates="account")


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reference: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20), default="open")
    total: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=datetime.utcnow)
    account: Mapped[Account] = relationship(back_populates="orders")
`,
  'orders/payments.py': `import asyncio
import logging

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from orders.models import Account, Order

logger = logging.getLogger(__name__)


class PaymentService:
    def __init__(self, session: AsyncSession, gateway) -> None:
        self.session = session
        self.gateway = gateway

    async def charge(self, account_id: int, amount: int) -> int:
        """Takes money from an account: two charges at once lose one of them."""
        account = await self.session.get(Account, account_id)
        if account.balance < amount:
            raise ValueError("not enough money")
        await self.gateway.charge(account.owner, amount)
        account.balance -= amount
        await self.session.commit()
        return account.balance

    async def charge_at_once(self, account_id: int, amount: int) -> bool:
        """The same in one statement, which two charges at once do not break."""
        result = await self.session.execute(
            update(Account)
            .where(Account.id == account_id, Account.balance >= amount)
            .values(balance=Account.balance - amount)
        )
        await self.session.commit()
        return result.rowcount == 1

    async def place(self, account_id: int, reference: str, total: int) -> Order:
        """Looks whether an order is there and then makes it: two requests make two."""
        found = await self.session.scalar(select(Order).where(Order.reference == reference))
        if found is not None:
            return found
        order = Order(account_id=account_id, reference=reference, total=total)
        self.session.add(order)
        await self.session.commit()
        asyncio.create_task(self.notify(order))
        return order

    async def cancel(self, order_id: int) -> None:
        order = await self.session.get(Order, order_id)
        if order.status == "open":
            await self.gateway.refund(order.reference)
            order.status = "cancelled"
            await self.session.commit()

    async def notify(self, order: Order) -> None:
        try:
            await self.gateway.notify(order.reference)
        except Exception:
            pass
`,
  'orders/api.py': `import logging
import subprocess
import time
from datetime import datetime

import requests
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from orders.payments import PaymentService
from orders.session import current_user, get_session

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/orders")


@router.get("/{order_id}")
async def read_order(
    order_id: int,
    session: AsyncSession = Depends(get_session),
    user=Depends(current_user),
):
    row = await session.execute(text(f"SELECT * FROM orders WHERE id = {order_id}"))
    return row.mappings().first()


@router.delete("/{order_id}")
async def delete_order(order_id: int, session: AsyncSession = Depends(get_session)):
    await PaymentService(session, None).cancel(order_id)
    return {"deleted_at": datetime.utcnow().isoformat()}


@router.post("/{order_id}/label")
async def print_label(order_id: int, printer: str, user=Depends(current_user)):
    try:
        subprocess.run(f"lpr -P {printer} label-{order_id}.pdf", shell=True)
        rates = requests.get("https://rates.example/today").json()
        time.sleep(1)
    except Exception as error:
        logger.error(f"label failed: {error}")
        raise HTTPException(status_code=500, detail=str(error))
    return rates
`,
  'orders/session.py': `from collections.abc import AsyncIterator

from fastapi import Header, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

SECRET_KEY = "s3cr3t-orders-key-2024"

engine = create_async_engine("postgresql+asyncpg://orders@localhost/orders")
make_session = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


async def current_user(authorization: str = Header()) -> str:
    if authorization != SECRET_KEY:
        raise HTTPException(status_code=401)
    return "user"
`,
  'orders/rates.py': `import asyncio


class Rates:
    """Exchange rates, kept while the process lives."""

    def __init__(self, client) -> None:
        self.client = client
        self.rates = {}
        self.misses = 0
        self.lock = asyncio.Lock()

    async def rate(self, currency: str) -> float:
        if currency not in self.rates:
            rate = await self.client.fetch(currency)
            self.rates[currency] = rate
            self.misses += 1
        return self.rates[currency]

    async def rate_locked(self, currency: str) -> float:
        async with self.lock:
            if currency not in self.rates:
                self.rates[currency] = await self.client.fetch(currency)
            return self.rates[currency]

    async def refresh(self, seen=[]) -> None:
        for currency in self.rates:
            self.rates[currency] = await self.client.fetch(currency)
            seen.append(currency)
`,
  'tests/test_payments.py': `from unittest.mock import AsyncMock, MagicMock

import pytest

from orders.payments import PaymentService


@pytest.mark.asyncio
async def test_charge():
    service = PaymentService(MagicMock(), AsyncMock())
    service.charge = AsyncMock(return_value=5)
    assert await service.charge(1, 5) == 5


@pytest.mark.asyncio
async def test_cancel():
    service = PaymentService(AsyncMock(), AsyncMock())
    await service.cancel(1)
`,
}
