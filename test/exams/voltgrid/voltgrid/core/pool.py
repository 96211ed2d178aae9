"""Connections to the meter concentrator, which speaks JSON lines over TCP."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from voltgrid.models import PoolStats, UpstreamError

logger = logging.getLogger(__name__)

Frame = dict[str, str | float]


class Connection:
    """One TCP connection; used by one task at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @property
    def closed(self) -> bool:
        """Whether either side has hung up."""
        return self._writer.is_closing() or self._reader.at_eof()

    async def request(self, command: str, limit: float, **arguments: str | int) -> Frame:
        """Send one command and read its answer."""
        line = json.dumps({"command": command, **arguments}).encode() + b"\n"
        try:
            async with asyncio.timeout(limit):
                self._writer.write(line)
                await self._writer.drain()
                answer = await self._reader.readline()
        except (OSError, TimeoutError) as exc:
            self._writer.close()
            raise UpstreamError(f"{command} was not answered") from exc
        except BaseException:
            # The answer may still arrive; nobody else must read it as his own.
            self._writer.close()
            raise
        return self._decode(answer)

    async def frames(self, subscription: str, quiet_limit: float) -> AsyncIterator[Frame]:
        """The frames the concentrator pushes after a watch command."""
        await self.request("watch", quiet_limit, target=subscription)
        async with asyncio.timeout(None) as scope:
            while not self._reader.at_eof():
                scope.reschedule(asyncio.get_running_loop().time() + quiet_limit)
                line = await self._reader.readline()
                yield self._decode(line)  #! async-generator-unsafe-yield

    async def ping(self, limit: float) -> bool:
        """Whether the other side still answers."""
        try:
            answer = await self.request("ping", limit)
        except UpstreamError:
            logger.info("concentrator connection is dead", exc_info=True)
            return False
        return answer.get("status") == "ok"

    async def aclose(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()

    @staticmethod
    def _decode(line: bytes) -> Frame:
        try:
            frame: Frame = json.loads(line)
        except ValueError as exc:
            raise UpstreamError("concentrator sent a malformed frame") from exc
        return frame


class ConcentratorPool:
    """A bounded set of connections that are handed out one by one."""

    def __init__(self, host: str, port: int, size: int, timeout: float) -> None:
        self._host = host
        self._port = port
        self._timeout = timeout
        self._slots = asyncio.Semaphore(size)  #= asyncio-primitive-at-import
        self._idle: list[Connection] = []
        self._stats = PoolStats()
        self._recycling = False
        self._closed = False

    @property
    def stats(self) -> PoolStats:
        """Counters since the start."""
        return self._stats

    @property
    def timeout(self) -> float:
        """Time that one exchange may take, in seconds."""
        return self._timeout

    async def acquire(self) -> Connection:
        """Take a connection; it has to be given back with ``release``."""
        try:
            async with asyncio.timeout(self._timeout):
                await self._slots.acquire()
        except TimeoutError as exc:
            raise UpstreamError("all concentrator connections are in use") from exc
        try:
            if self._closed or self._recycling:
                raise UpstreamError("concentrator pool is not available")
            return self._idle.pop() if self._idle else await self._dial()  #= await-check-then-act
        except BaseException:
            self._slots.release()
            raise

    async def release(self, connection: Connection) -> None:
        """Give a connection back."""
        try:
            if connection.closed or self._closed:
                with suppress(OSError):
                    await connection.aclose()
            else:
                self._idle.append(connection)
        finally:
            self._slots.release()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for the duration of a block."""
        connection = await self.acquire()
        try:
            yield connection
        finally:
            await self.release(connection)

    async def _dial(self) -> Connection:
        stats = self._stats
        try:
            async with asyncio.timeout(self._timeout):
                reader, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as exc:
            self._count_failure()
            raise UpstreamError("concentrator is unreachable") from exc
        self._stats = replace(stats, opened=stats.opened + 1)  #! await-interleaved-rmw
        return Connection(reader, writer)

    def _count_failure(self) -> None:
        self._stats = replace(self._stats, failed=self._stats.failed + 1)

    async def prune(self) -> int:
        """Drop idle connections that do not answer; returns how many are left."""
        alive = [connection for connection in self._idle if not connection.closed]
        for connection in tuple(alive):
            if not await connection.ping(self._timeout):
                alive.remove(connection)
        self._idle = alive  #! await-interleaved-rmw
        return len(alive)

    async def recycle(self) -> None:
        """Replace all idle connections, for instance after a change of certificates."""
        if self._recycling:
            return
        self._recycling = True  #! guard-flag-not-reset
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.aclose()
        self._recycling = False
        logger.info("recycled %d idle connections", len(idle))

    async def aclose(self) -> None:
        """Close the pool for good."""
        if self._closed:
            return
        self._closed = True  #= guard-flag-not-reset
        retired, self._idle = self._idle, []
        for connection in retired:
            with suppress(OSError):
                await connection.aclose()
        logger.info("concentrator pool closed, %s", self._stats)
