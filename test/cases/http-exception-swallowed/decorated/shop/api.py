from fastapi import APIRouter, HTTPException

from .errors import answering, logged, passing, tolerant, watched

router = APIRouter()
items = {}


@router.get("/a/{key}")
@answering
async def first(key: str):
    if key not in items:
        raise HTTPException(status_code=404)
    return items[key]


@router.get("/b/{key}")
@passing
async def second(key: str):
    if key not in items:
        raise HTTPException(status_code=404)
    return items[key]


@router.get("/c/{key}")
@logged
@watched
async def third(key: str):
    if key not in items:
        raise HTTPException(status_code=404)
    return items[key]


@tolerant
def count(key: str) -> int:
    if key not in items:
        raise LookupError(key)
    return len(items[key])
