"""Fan-out of events to subscribers inside the process."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from voltgrid.models import Event, EventKind

logger = logging.getLogger(__name__)

OFFER_TIMEOUT = 0.5
QUEUE_SIZE = 256


def _event_queue() -> asyncio.Queue[Event]:
    return asyncio.Queue(maxsize=QUEUE_SIZE)  #= asyncio-primitive-at-import


@dataclass(eq=False, slots=True)
class Subscription:
    """The inbox of one listener."""

    topic: str
    queue: asyncio.Queue[Event] = field(default_factory=_event_queue)
    dropped: int = 0

    async def offer(self, event: Event) -> None:
        """Hand over an event; gives up on a listener that does not keep pace."""
        try:
            async with asyncio.timeout(OFFER_TIMEOUT):
                await self.queue.put(event)
        except TimeoutError:
            self.dropped += 1
            logger.warning("slow subscriber on %s, %d events dropped", self.topic, self.dropped)

    def offer_nowait(self, event: Event) -> bool:
        """Hand over an event if there is room for it."""
        if self.queue.full():
            self.dropped += 1
            return False
        self.queue.put_nowait(event)
        return True


class EventBus:
    """Topics and who listens to them."""

    def __init__(self) -> None:
        self._topics: defaultdict[str, list[Subscription]] = defaultdict(list)

    def _listeners(self, topic: str) -> list[Subscription]:
        return self._topics.get(topic, [])

    def subscribe(self, topic: str) -> Subscription:
        """Open an inbox; the caller has to hand it back to ``unsubscribe``."""
        subscription = Subscription(topic)
        self._topics[topic].append(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Close an inbox; closing it twice does no harm."""
        listeners = self._listeners(subscription.topic)
        if subscription in listeners:
            listeners.remove(subscription)
        if not listeners:
            self._topics.pop(subscription.topic, None)

    @asynccontextmanager
    async def subscription(self, topic: str) -> AsyncIterator[Subscription]:
        """An inbox for the duration of a block."""
        subscription = self.subscribe(topic)
        try:
            yield subscription
        finally:
            self.unsubscribe(subscription)

    async def publish(self, event: Event) -> None:
        """Deliver to every listener of the topic, waiting for slow ones for a moment."""
        for subscription in self._listeners(event.topic):  #! iterate-shared-across-await
            await subscription.offer(event)

    def publish_nowait(self, event: Event) -> int:
        """Deliver to the listeners that have room; returns how many had."""
        delivered = 0
        for subscription in self._listeners(event.topic):  #= iterate-shared-across-await
            if subscription.offer_nowait(event):
                delivered += 1
        return delivered

    async def events(self, topic: str) -> AsyncIterator[Event]:
        """The events of a topic for as long as the caller iterates."""
        async with self.subscription(topic) as inbox:
            while True:
                event = await inbox.queue.get()
                if event.kind is EventKind.CLOSED:
                    return
                yield event  #! async-generator-unsafe-yield

    async def close(self) -> None:
        """Tell all listeners that nothing more will come."""
        farewell = {topic: tuple(inboxes) for topic, inboxes in self._topics.items()}
        for topic, inboxes in farewell.items():
            for inbox in inboxes:  #= iterate-shared-across-await
                await inbox.offer(Event(topic, EventKind.CLOSED))
