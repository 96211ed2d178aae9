class Store:
    def __init__(self, pool):
        self.pool = pool

    async def carrier_name(self, carrier_id: int) -> str:
        return await self.pool.fetchval("SELECT name FROM carriers WHERE id = $1", carrier_id)

    async def stale(self, limit: int):
        return await self.pool.fetch("SELECT id, carrier_id FROM shipments LIMIT $1", limit)

    async def cancel(self, shipment_id: int) -> None:
        await self.pool.execute("UPDATE shipments SET status = 'x' WHERE id = $1", shipment_id)
