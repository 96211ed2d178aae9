import asyncio


async def test_replicated(client, scheduler):
    futures = await client.scatter({"x": 1})
    scheduler.run_once()
    while scheduler.tasks["x"].who_has != {"a", "b"}:
        await asyncio.sleep(0.01)


def test_frame_repr():  #!
    frame = make_frame()
    repr(frame)
