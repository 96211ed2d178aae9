import logging
from uuid import UUID

import httpx

logger = logging.getLogger(__name__)


async def notify_engineer(engineer_id: UUID, review_id: UUID) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        await client.post("https://hooks.example.com/notify", json={"engineer": str(engineer_id)})
    logger.info("notified", extra={"review_id": str(review_id)})
