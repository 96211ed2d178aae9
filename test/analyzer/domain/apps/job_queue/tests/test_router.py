import pytest


def submit(client, name):
    return client.post(f"/v1/joblib/rooms/r1/tasks/{name}", json={"payload": {}})


def test_submit(seeded_client):
    assert submit(seeded_client, "@global:modifiers:a").status_code == 202


@pytest.mark.parametrize("name", ["noColons", "one:part"])
def test_malformed_name(seeded_client, name):
    response = submit(seeded_client, name)
    assert response.status_code == 404


@pytest.mark.anyio
async def test_claim(client):
    client.post("/v1/joblib/tasks/claim", params={"worker_id": "x"})


def check_nothing():
    pass
