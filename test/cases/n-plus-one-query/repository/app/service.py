from app.repository import Products


class Checkout:
    def __init__(self, session) -> None:
        self.products = Products(session)

    async def total(self, items: dict[str, int]) -> int:
        total = 0
        for sku, count in items.items():
            product = await self.products.by_sku(sku)  #!
            total += product.price * count
        return total

    async def prices(self, skus: list[str]) -> list[int]:
        return [(await self.products.by_sku(sku)).price for sku in skus]  #!

    async def at_once(self, skus: list[str]) -> int:
        total = 0
        for product in await self.products.by_skus(skus):
            total += product.price
        return total

    async def labels(self, skus: list[str], other: str) -> list[str]:
        found = []
        for sku in skus:
            found.append(self.products.label(sku))
        for _ in range(3):
            found.append((await self.products.by_sku(other)).sku)
        return found

    async def first(self, skus: list[str]):
        for sku in skus:
            if sku.startswith("x"):
                product = await self.products.by_sku(sku)
                return product
        return None

    async def follow(self, consumer) -> None:
        async for sku in consumer:
            print(await self.products.by_sku(sku))
