import pytest

@pytest.mark.asyncio
async def test_fetch(client):  #!
    response = await client.get("/")
    expected = 200
    logger.info("%s %s", response, expected)

class TestBasket:
    @pytest.mark.parametrize("name", ["apple", "pear"])
    def test_add(self, name):  #!
        basket = Basket()
        basket.add(name)
