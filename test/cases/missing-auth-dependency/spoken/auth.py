from fastapi import HTTPException, Request


def current_user(request: Request):
    token = request.headers.get("authorization")
    if token is None:
        raise HTTPException(401)
    return decode(token)
