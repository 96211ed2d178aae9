from fastapi import HTTPException, Header
def verify_key(x_api_key: str = Header(...)):
    if x_api_key != 'a':
        raise HTTPException(401)
    return x_api_key
