from fastapi import APIRouter, Depends, Query

router = APIRouter()


def paging(offset: int = 0, limit: int = 20):  #!
    return offset, limit


def bounded(limit: int = Query(20, le=100)):
    return limit


def clamped(limit: int = 20):
    return min(limit, 100)


def unused(limit: int = 20):
    return limit


def of_writing(size: int = 20):
    return size


@router.get("/orders")
def orders(page: tuple = Depends(paging)):
    return load(page)


@router.get("/lines")
def lines(limit: int = Depends(bounded), other: int = Depends(clamped)):
    return load(limit, other)


@router.post("/orders")
def save(size: int = Depends(of_writing)):
    return size
