class ClosingBase:
    async def close(self):
        await self.client.aclose()
