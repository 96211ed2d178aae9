from fastapi import HTTPException, Request
async def current_user(request: Request):
    if not request.headers.get('x'): raise HTTPException(status_code=401)
    return request
