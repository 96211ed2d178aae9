from fastapi import APIRouter, Depends

from app.core.security import verify_api_key

from . import engineers, reviews

router = APIRouter(prefix="/admin", dependencies=[Depends(verify_api_key)])
router.include_router(reviews.router, tags=["reviews"])
