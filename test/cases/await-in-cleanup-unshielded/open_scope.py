import anyio
import trio


async def run(client):
    try:
        await client.run()
    finally:
        with anyio.CancelScope():
            await client.close()  #!
        with anyio.CancelScope(shield=False):
            await client.close()  #!
        with trio.CancelScope(deadline=trio.current_time() + 5):
            await client.close()
        with anyio.CancelScope(shield=True) as scope:
            await client.close()
            print(scope)
