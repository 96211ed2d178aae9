from fastapi import APIRouter, Depends
from app.security import verify_webhook

router = APIRouter()

@router.get("/products")
async def products():
    return []

@router.get("/products/{product_id}")
async def product(product_id: int):
    return {}

@router.post("/stripe/events", dependencies=[Depends(verify_webhook)])
async def stripe():
    return {}
