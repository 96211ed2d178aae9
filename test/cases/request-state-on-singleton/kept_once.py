import threading

from fastapi import FastAPI

app = FastAPI()
DEFAULT_ROLE = None
CURRENT_USER = None


class Records:
    context = threading.local()
    user = None


@app.get("/role/{user}")
async def role(user: str):
    global DEFAULT_ROLE, CURRENT_USER
    if DEFAULT_ROLE is None:
        DEFAULT_ROLE = user  #! medium
    CURRENT_USER = user  #! critical
    Records.context.user = user
    Records.user = user  #! critical
    return DEFAULT_ROLE
