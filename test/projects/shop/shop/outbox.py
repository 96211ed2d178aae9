import asyncio
import logging
from datetime import UTC, datetime
from sqlalchemy import select
from shop.db import transaction
from shop.models import Outbox
logger = logging.getLogger(__name__)
async def send_next(broker) -> bool:
    async with transaction() as session:
        message = await session.scalar(
            select(Outbox).where(Outbox.sent_at.is_(None)).order_by(Outbox.id).limit(1).with_for_update(skip_locked=True)
        )
        if message is None:
            return False
        await broker.publish(message.topic, message.payload)
        message.sent_at = datetime.now(UTC)
        return True
async def run(broker) -> None:
    while True:
        try:
            while await send_next(broker):
                pass
        except Exception:
            logger.exception('outbox')
        await asyncio.sleep(1)
