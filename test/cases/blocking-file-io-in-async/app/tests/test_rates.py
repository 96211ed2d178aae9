from rates import rates


async def test_rates(path):
    with open(path) as file:
        assert await rates(path) == file.read()
