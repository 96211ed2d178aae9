from fastapi import APIRouter, Depends, HTTPException
from shop.models import Product
from shop.schemas import ProductPatch
from shop.security import SessionDep, require_admin
router = APIRouter(prefix='/admin', dependencies=[Depends(require_admin)])
@router.patch('/products/{product_id}', status_code=204)
async def rename(product_id: int, body: ProductPatch, session: SessionDep) -> None:
    product = await session.get(Product, product_id)
    if product is None:
        raise HTTPException(404)
    product.sku = body.sku
