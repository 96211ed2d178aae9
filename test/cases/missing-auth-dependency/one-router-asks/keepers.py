from deps import current_keeper
from fastapi import APIRouter, Depends

router = APIRouter(prefix="/keepers")


@router.get("/me")
def me(keeper: str = Depends(current_keeper)) -> str:
    return keeper
