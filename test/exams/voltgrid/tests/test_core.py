"""Cache, bus and keyed locks."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from voltgrid.core.bus import EventBus
from voltgrid.core.cache import SingleFlightCache
from voltgrid.core.runtime import Gate, KeyedLocks, Once
from voltgrid.models import Conflict, Event, EventKind


class SquareCache(SingleFlightCache[int, int]):
    """Counts how often a key is loaded."""

    def __init__(self) -> None:
        super().__init__(ttl=60.0)
        self.loads = 0

    async def load(self, key: int) -> int:
        self.loads += 1
        await asyncio.sleep(0)
        return key * key


@pytest_asyncio.fixture
async def inbox() -> AsyncIterator[tuple[EventBus, asyncio.Queue[Event]]]:
    bus = EventBus()
    async with bus.subscription("site.a") as subscription:
        yield bus, subscription.queue  #= async-generator-unsafe-yield


async def test_concurrent_misses_load_once() -> None:
    cache = SquareCache()
    values = await asyncio.gather(*(cache.get(7) for _ in range(5)))
    assert values == [49] * 5
    assert cache.loads == 1


async def test_warm_loads_every_key() -> None:
    cache = SquareCache()
    assert await cache.warm(range(10)) == 10
    assert cache.loads == 10


async def test_event_reaches_the_inbox(inbox: tuple[EventBus, asyncio.Queue[Event]]) -> None:
    bus, queue = inbox
    event = Event("site.a", EventKind.METER, {"kw": 11.0})
    await bus.publish(event)
    assert bus.publish_nowait(Event("site.b", EventKind.METER)) == 0
    assert queue.get_nowait() == event


async def test_lock_is_shared_while_it_is_held() -> None:
    locks = KeyedLocks()
    async with locks.for_key("a"):
        assert locks.for_key("a").locked()
        assert not locks.for_key("b").locked()


async def test_once_repeats_a_failed_run() -> None:
    answers = iter([ValueError("down"), 3])

    async def factory() -> int:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    once = Once(factory)
    with pytest.raises(ValueError, match="down"):
        await once.get()
    assert await once.get() == 3


def test_gate_refuses_a_second_holder() -> None:
    gate = Gate()
    with gate.hold("first"), pytest.raises(Conflict, match="first"):
        gate.hold("second").__enter__()
