from fastapi import APIRouter, Depends, Header, HTTPException, Query
from app.tokens import decode

router = APIRouter()


def get_current_user_id(x_user_id: int | None = Header(default=None)) -> int:
    if x_user_id is not None and x_user_id < 1:
        raise HTTPException(status_code=400, detail="x-user-id must be greater than zero")
    return x_user_id or 1 #! critical


async def current_tenant(x_tenant_id: str = Header()) -> str:
    return x_tenant_id #! critical


def current_user_by_token(authorization: str = Header()) -> str:
    return decode(authorization)


def checked_user_id(x_user_id: int = Header(), x_signature: str = Header()) -> int:
    decode(x_signature)
    return x_user_id


def get_calling_account(x_account_id: int = Header()) -> int:
    """The gateway in front of this service has checked the caller and sets the header."""
    return x_account_id


def language(x_language: str = Header(default="en")) -> str:
    return x_language


def page_of_user_id(user_id: int = Query()) -> int:
    return user_id


def get_unused_user_id(x_user_id: int = Header()) -> int:
    return x_user_id


@router.get("/notes")
async def notes(
    user_id: int = Depends(get_current_user_id),
    tenant: str = Depends(current_tenant),
    other: str = Depends(current_user_by_token),
    checked: int = Depends(checked_user_id),
    account: int = Depends(get_calling_account),
    language: str = Depends(language),
    page: int = Depends(page_of_user_id),
) -> list[object]:
    return [user_id, tenant, other, checked, account, language, page]
