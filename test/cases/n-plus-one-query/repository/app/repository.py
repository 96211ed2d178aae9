from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Product


class Products:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_sku(self, sku: str) -> Product | None:
        return await self.session.scalar(select(Product).where(Product.sku == sku))

    async def by_skus(self, skus: list[str]) -> list[Product]:
        return list(await self.session.scalars(select(Product).where(Product.sku.in_(skus))))

    async def rename(self, product: Product, sku: str) -> None:
        product.sku = sku
        await self.session.flush()

    def label(self, sku: str) -> str:
        return sku.upper()
