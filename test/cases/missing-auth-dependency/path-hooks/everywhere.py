from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from app.auth import get_current_user

app = FastAPI()


@app.middleware("http")
async def known_only(request: Request, call_next):
    if request.url.path.startswith("/staff") and request.headers.get("X-Staff") is None:
        return JSONResponse({"detail": "forbidden"}, status_code=403)
    if request.headers.get("X-Key") is None:
        return JSONResponse({"detail": "unauthorized"}, status_code=401)
    return await call_next(request)


@app.get("/crates/mine")
async def mine(user=Depends(get_current_user)):
    return user


@app.post("/crates")
async def add(crate: dict, user=Depends(get_current_user)):
    return crate


@app.delete("/crates/{crate_id}")
async def remove(crate_id: int):
    return crate_id
