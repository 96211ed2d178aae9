import asyncio


def test_worker(worker):
    async def run():
        await worker.start()
        await asyncio.sleep(0.5)  #!
        return worker.done

    assert asyncio.run(run())


def test_slow_service(client):
    async def answer():
        await asyncio.sleep(0.5)
        return 1

    client.use(answer)
    assert client.ask() == 1


def test_two_at_once():
    async def slow():
        await asyncio.sleep(0.5)

    async def play():
        await asyncio.gather(slow(), slow())

    assert asyncio.run(play()) is None
