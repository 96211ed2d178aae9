"""Balances, vouchers and sessions of the ledger."""

from decimal import Decimal
from unittest.mock import create_autospec

import pytest

from voltgrid.core.pool import ConcentratorPool, Connection
from voltgrid.models import InsufficientFunds, NotFound, SessionRecord
from voltgrid.services.ledger import Ledger
from voltgrid.services.store import Store
from voltgrid.services.tariffs import TariffBook


@pytest.fixture
def ledger() -> Ledger:
    store = create_autospec(Store, instance=True)
    store.balance.return_value = Decimal(20)
    tariffs = create_autospec(TariffBook, instance=True)
    tariffs.quote.return_value = Decimal("0.50")
    connection = create_autospec(Connection, instance=True)
    connection.request.return_value = {"kwh": 2.0}
    meters = create_autospec(ConcentratorPool, instance=True)
    meters.connection.return_value.__aenter__.return_value = connection
    return Ledger(store, tariffs, meters)


async def test_finish_charges_the_account(ledger: Ledger) -> None:
    ledger.open(SessionRecord("s1", "st1", "site", "acme", "acme/1", 1, energy_kwh=8.0))
    _, amount = await ledger.finish("acme", "s1")
    assert amount == Decimal("5.00")
    assert await ledger.balance("acme/1") == Decimal(15)


async def test_other_tenants_do_not_see_a_session(ledger: Ledger) -> None:
    ledger.open(SessionRecord("s1", "st1", "site", "acme", "acme/1", 1))
    with pytest.raises(NotFound, match="s1"):
        await ledger.finish("other", "s1")


async def test_charge_refuses_an_empty_account(ledger: Ledger) -> None:
    with pytest.raises(InsufficientFunds, match="needs 21"):
        await ledger.charge("acme/1", Decimal(21))


async def test_voucher_is_credited_and_gone(ledger: Ledger) -> None:
    ledger.issue({"AAAAAAAAAA": Decimal(10)}, {})
    assert await ledger.redeem("AAAAAAAAAA", "acme/1") == Decimal(30)
    with pytest.raises(NotFound, match="used"):
        await ledger.redeem("AAAAAAAAAA", "acme/1")
