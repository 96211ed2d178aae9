from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends

router = APIRouter()


class Tracker:
    pass


@lru_cache
def get_tracker():
    return Tracker()


def make_tracker():
    return Tracker()


Shared = Annotated[Tracker, Depends(get_tracker)]
Own = Annotated[Tracker, Depends(make_tracker)]


@router.post("/shared")
async def shared(name: str, tracker: Shared):
    tracker.user = name  #!
    return await tracker.load()


@router.post("/own")
async def own(name: str, tracker: Own):
    tracker.user = name
    return await tracker.load()
