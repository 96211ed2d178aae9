from fastapi import APIRouter

router = APIRouter(prefix="/quotes")


@router.post("/")
def quote(visitors: int) -> dict:
    """Everybody may ask; nothing that is stored is changed."""
    return {"price": 12 * visitors}
