"""Dashboards that watch a site over a websocket or an event stream."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette import status
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from voltgrid.core.bus import EventBus
from voltgrid.core.runtime import Gate
from voltgrid.models import EventKind

logger = logging.getLogger(__name__)

KEEPALIVE = 15.0
SEND_TIMEOUT = 5.0
BACKLOG = 64


@dataclass(eq=False)
class Room:
    """The dashboards of one site."""

    name: str
    members: set[WebSocket] = field(default_factory=set)
    bytes_sent: int = 0
    write_lock: asyncio.Lock = asyncio.Lock()  #! asyncio-primitive-at-import


class DashboardHub:
    """Rooms and what is sent to them."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._rooms: dict[str, Room] = {}
        self._maintenance = Gate()

    def _room(self, name: str) -> Room:
        room = self._rooms.get(name)
        if room is None:
            room = self._rooms[name] = Room(name)  #= lazy-init-across-await
        return room

    async def join(self, name: str, socket: WebSocket) -> None:
        """Let a dashboard in."""
        await socket.accept()
        self._room(name).members.add(socket)

    def leave(self, name: str, socket: WebSocket) -> None:
        """Let a dashboard go."""
        room = self._rooms.get(name)
        if room is not None:
            room.members.discard(socket)

    async def _send(self, room: Room, socket: WebSocket, text: str) -> int:
        try:
            async with asyncio.timeout(SEND_TIMEOUT), room.write_lock:
                await socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError, TimeoutError):
            logger.info("dashboard of %s is gone", room.name, exc_info=True)
            return 0
        return len(text)

    async def broadcast(self, name: str, text: str) -> int:
        """Send to all dashboards of a room; returns how many got it."""
        room = self._room(name)
        reached = 0
        for socket in room.members:  #! iterate-shared-across-await
            if await self._send(room, socket, text):
                reached += 1
        return reached

    async def whisper(self, name: str, socket: WebSocket, text: str) -> None:
        """Send to one dashboard."""
        room = self._room(name)
        room.bytes_sent += await self._send(room, socket, text)  #! await-in-augmented-assign

    async def page_anyone(self, name: str, text: str) -> bool:
        """Send to the first dashboard that is connected."""
        room = self._room(name)
        for socket in room.members:  #= iterate-shared-across-await
            if socket.application_state is WebSocketState.CONNECTED:
                return await self._send(room, socket, text) > 0
        return False

    async def shut(self, name: str) -> int:
        """Close a room for maintenance."""
        with self._maintenance.hold(f"closing {name}"):  #= guard-flag-not-reset
            room = self._rooms.pop(name, None)
            members = tuple(room.members) if room is not None else ()
            for socket in members:
                await socket.close(code=status.WS_1012_SERVICE_RESTART)
        return len(members)

    async def _pump(self, topic: str, lines: asyncio.Queue[str]) -> None:
        async with self._bus.subscription(topic) as inbox:
            while (event := await inbox.queue.get()).kind is not EventKind.CLOSED:
                await lines.put(event.as_sse())

    @staticmethod
    async def _next_line(lines: asyncio.Queue[str]) -> str:
        try:
            async with asyncio.timeout(KEEPALIVE):
                return await lines.get()
        except TimeoutError:
            return ": keep-alive\n\n"

    async def activity(self, site_id: str) -> AsyncIterator[str]:
        """What happens at a site, as server-sent events."""
        lines: asyncio.Queue[str] = asyncio.Queue(maxsize=BACKLOG)
        pump = asyncio.create_task(self._pump(f"site.{site_id}", lines))  #! stream-without-disconnect-cleanup
        while not pump.done():
            yield await self._next_line(lines)
        pump.cancel()

    async def roster(self) -> AsyncIterator[str]:
        """Changes of the roster, as server-sent events."""
        lines: asyncio.Queue[str] = asyncio.Queue(maxsize=BACKLOG)
        pump = asyncio.create_task(self._pump("roster", lines))  #= stream-without-disconnect-cleanup
        try:
            while not pump.done():
                yield await self._next_line(lines)
        finally:
            pump.cancel()
