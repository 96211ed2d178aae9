from fastapi import HTTPException

rows = {}


async def row_or_404(key):
    row = rows.get(key)
    if row is None:
        raise HTTPException(status_code=404)
    return row


async def row_or_none(key):
    try:
        return await row_or_404(key)
    except HTTPException:
        return None


async def checked(key):
    if not key:
        raise ValueError(key)
    return key
