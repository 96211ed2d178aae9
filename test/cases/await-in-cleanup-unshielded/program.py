# Clean-up at the end of the program, and elsewhere in plain asyncio.
from contextlib import asynccontextmanager


@asynccontextmanager
async def lifespan(app):
    client = make_client()
    try:
        yield {"client": client}
    finally:
        await client.aclose()


@asynccontextmanager
async def resources(app):
    pool = make_pool()
    try:
        yield
    finally:
        await pool.close()


async def main():
    server = make_server()
    try:
        await server.run()
    finally:
        await server.stop()


class Consumer:
    async def run(self):
        await self.consumer.start()
        try:
            await self.loop()
        finally:
            await self.consumer.stop()  #! low
