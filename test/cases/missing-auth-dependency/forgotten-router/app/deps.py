from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, Security, status
from fastapi.security import OAuth2PasswordBearer, SecurityScopes

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="auth/token")


async def get_current_user(scopes: SecurityScopes, token: Annotated[str, Depends(oauth2_scheme)]):
    try:
        payload = jwt.decode(token, "key", algorithms=["HS256"])
    except jwt.PyJWTError as error:
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED) from error
    for scope in scopes.scopes:
        if scope not in payload["scopes"]:
            raise HTTPException(status_code=status.HTTP_403_FORBIDDEN)
    return payload


CurrentUser = Annotated[dict, Depends(get_current_user)]
OrderWriter = Annotated[dict, Security(get_current_user, scopes=["orders:write"])]
