"""In-process cache that loads each key once, however many ask for it."""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

WARM_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Entry(Generic[V]):
    """A cached value and the end of its life on the monotonic clock."""

    value: V
    expires_at: float


class SingleFlightCache(ABC, Generic[K, V]):
    """Cache with a time to live; subclasses say how a key is loaded."""

    def __init__(self, ttl: float) -> None:
        self._ttl = ttl
        self._entries: dict[K, Entry[V]] = {}
        self._inflight: dict[K, asyncio.Task[V]] = {}
        self._generation = 0
        self.hits = 0

    @abstractmethod
    async def load(self, key: K) -> V:
        """Fetch the value from where it lives."""

    async def get(self, key: K) -> V:
        """The value for a key, loaded if it is missing or too old."""
        entry = self._entries.get(key)
        if entry is not None and entry.expires_at > time.monotonic():
            self.hits += 1
            return entry.value
        task = self._inflight.get(key)
        if task is None:
            task = asyncio.create_task(self._fill(key))
            self._inflight[key] = task
            task.add_done_callback(partial(self._landed, key))
        return await asyncio.shield(task)  #= await-check-then-act

    def _landed(self, key: K, task: asyncio.Task[V]) -> None:
        if self._inflight.get(key) is task:
            del self._inflight[key]

    async def _fill(self, key: K) -> V:
        generation = self._generation
        value = await self.load(key)
        if generation == self._generation:
            self._entries[key] = Entry(value, time.monotonic() + self._ttl)  #= await-interleaved-rmw
        return value

    def invalidate(self) -> None:
        """Forget everything, including what is being loaded just now."""
        self._generation += 1
        self._entries.clear()
        self._inflight.clear()

    async def refresh_expiring(self, within: float) -> int:
        """Reload entries that expire soon; returns how many were reloaded."""
        deadline = time.monotonic() + within
        reloaded = 0
        for key, entry in self._entries.items():  #! iterate-shared-across-await
            if entry.expires_at <= deadline:
                await self._fill(key)
                reloaded += 1
        return reloaded

    async def warm(self, keys: Iterable[K]) -> int:
        """Load keys ahead of time with a few workers."""
        pending = iter(keys)
        loaded = 0

        async def worker() -> None:
            nonlocal loaded
            for key in pending:
                await self.get(key)
                loaded += 1  #= task-closure-shared-mutation

        async with asyncio.TaskGroup() as group:
            for _ in range(WARM_WORKERS):
                group.create_task(worker())
        logger.debug("warmed %d keys", loaded)
        return loaded

    def evict_expired(self) -> int:
        """Drop entries whose time is over."""
        now = time.monotonic()
        stale = [key for key, entry in self._entries.items() if entry.expires_at <= now]
        for key in stale:
            del self._entries[key]
        return len(stale)
