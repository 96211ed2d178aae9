"""Life cycle of background services, lazily opened resources and keyed locks."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

from voltgrid.models import Conflict

logger = logging.getLogger(__name__)

T = TypeVar("T")

STOP_TIMEOUT = 10.0


class BackgroundService(ABC):
    """Calls ``tick`` at a fixed interval from ``start`` until ``stop``; runs once."""

    name = "service"

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()  #= asyncio-primitive-at-import

    def start(self) -> None:
        """Start the loop; a second call changes nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """Let the current tick end, then leave the loop."""
        task, self._task = self._task, None
        if task is None:
            return
        self._stopping.set()
        try:
            await asyncio.wait_for(task, STOP_TIMEOUT)  #= await-check-then-act
        except TimeoutError:
            logger.warning("%s did not stop within %.0f s", self.name, STOP_TIMEOUT)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.tick()
            except Exception:
                logger.exception("%s: tick failed", self.name)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._interval)

    @abstractmethod
    async def tick(self) -> None:
        """One round of work."""


class LazyResource(ABC, Generic[T]):
    """Owner of something costly that is opened when it is first needed."""

    def __init__(self) -> None:
        self._resource: T | None = None

    async def resource(self) -> T:
        """The open resource."""
        resource = self._resource
        if resource is None:
            resource = await self._open()
            self._resource = resource  #! lazy-init-across-await
        return resource

    async def aclose(self) -> None:
        """Close the resource if it was ever opened."""
        resource, self._resource = self._resource, None
        if resource is not None:
            await self._close(resource)

    @abstractmethod
    async def _open(self) -> T: ...

    @abstractmethod
    async def _close(self, resource: T) -> None: ...


class Once(Generic[T]):
    """Result of an asynchronous factory, shared by all who ask for it."""

    def __init__(self, factory: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._factory = factory
        self._task: asyncio.Task[T] | None = None

    async def get(self) -> T:
        """Wait for the one run of the factory; a failed run is repeated."""
        if self._task is None or self._failed(self._task):
            self._task = asyncio.create_task(self._factory())  #= lazy-init-across-await
        return await asyncio.shield(self._task)

    @staticmethod
    def _failed(task: asyncio.Task[T]) -> bool:
        return task.done() and (task.cancelled() or task.exception() is not None)


class KeyedLocks:
    """One lock per key, forgotten when nobody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def for_key(self, key: str) -> asyncio.Lock:
        """The lock of this key."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock


class Gate:
    """Lets one long operation at a time through and refuses the others."""

    def __init__(self) -> None:
        self._holder: str | None = None

    @contextmanager
    def hold(self, reason: str) -> Iterator[None]:
        """Keep the gate shut for the duration of the block."""
        if self._holder is not None:
            raise Conflict(f"{self._holder} is in progress")
        self._holder = reason  #= guard-flag-not-reset
        try:
            yield
        finally:
            self._holder = None


class AuditTrail:
    """The last entries of what operators and drivers did, for the console."""

    def __init__(self, size: int) -> None:
        self._lines: deque[str] = deque(maxlen=size)

    def info(self, line: str) -> None:
        """Remember one line."""
        self._lines.append(line)

    def tail(self, count: int) -> list[str]:
        """The newest lines, oldest first."""
        return list(self._lines)[-count:]
