from typing import Annotated
from fastapi import Depends, HTTPException, Request
async def get_current_user(request: Request):
    if not request.headers.get('x'): raise HTTPException(status_code=401)
    return request
CurrentUser = Annotated[dict, Depends(get_current_user)]
