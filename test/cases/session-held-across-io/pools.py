# A connection of asyncpg's pool in hand while another service is asked.
import httpx
from asyncpg import Pool


class Carrier:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def label(self, shipment_id):
        reply = await self._http.post("https://carrier/labels", json={"id": shipment_id})
        return reply.content


class Handlers:
    def __init__(self, pool: Pool, carrier: Carrier) -> None:
        self._pool = pool
        self._carrier = carrier

    async def label(self, shipment_id):
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE shipments SET status = 'l' WHERE id = $1", shipment_id)
            content = await self._carrier.label(shipment_id)  #!
            await connection.execute("INSERT INTO labels (body) VALUES ($1)", content)

    async def relabel(self, shipment_id):
        content = await self._carrier.label(shipment_id)
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("INSERT INTO labels (body) VALUES ($1)", content)
