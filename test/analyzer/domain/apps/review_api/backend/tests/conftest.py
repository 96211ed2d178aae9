import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient

from app.database import SessionLocal
from app.main import create_app
from app.models import Engineer


@pytest.fixture
def app():
    return create_app()


@pytest_asyncio.fixture
async def client(app):
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        yield client


@pytest.fixture
async def engineer():
    async with SessionLocal() as session:
        one = Engineer(name="Ada", email="ada@example.com")
        session.add(one)
        await session.commit()
        yield one


async def assign(client, incident_id, engineer):
    return await client.post(
        f"/api/v1/admin/incidents/{incident_id}/assign", json={"engineer_id": str(engineer.id)}
    )
