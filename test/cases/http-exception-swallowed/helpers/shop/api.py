from fastapi import APIRouter, HTTPException

from .lookup import checked, row_or_404, row_or_none

router = APIRouter()


@router.get("/rows/{key}")
async def read(key: str):
    try:
        row = await row_or_404(key)
        return row.as_dict()
    except Exception as error:  #!
        raise HTTPException(status_code=500) from error


@router.get("/quiet/{key}")
async def read_quietly(key: str):
    try:
        row = await row_or_none(key)
        return row and row.as_dict()
    except Exception as error:
        raise HTTPException(status_code=500) from error


@router.get("/checked/{key}")
async def read_checked(key: str):
    try:
        return await checked(key)
    except Exception as error:
        raise HTTPException(status_code=500) from error


@router.get("/before/{key}")
async def read_before(key: str):
    row = await row_or_404(key)
    try:
        return row.as_dict()
    except Exception as error:
        raise HTTPException(status_code=500) from error
