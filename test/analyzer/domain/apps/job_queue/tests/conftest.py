import fakeredis
import pytest
from fastapi.testclient import TestClient

from main import app
from queueing.simple_queue import SimpleQueue


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


@pytest.fixture
def queue(monkeypatch):
    queue = SimpleQueue()
    monkeypatch.setattr(queue, "_redis", fakeredis.FakeRedis(decode_responses=True))
    return queue


@pytest.fixture
def seeded_client(client):
    client.put("/v1/joblib/rooms/@global/jobs", params={"category": "modifiers", "name": "a"})
    return client
