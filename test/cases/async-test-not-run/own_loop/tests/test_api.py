async def test_answers(client):
    assert await client.get("/") == 200
