from shop import pause, serve


async def test_serve(server):
    pause()
    await serve()
    assert server.count == 1
