from fastapi import APIRouter

router = APIRouter(prefix="/reports")


@router.get("/monthly") #!
async def monthly():
    return []


@router.post("/monthly/rebuild")
async def rebuild():
    return {}
