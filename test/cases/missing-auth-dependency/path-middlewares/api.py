from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from app.auth import get_current_user

app = FastAPI()


@app.middleware("http")
async def staff_only(request: Request, call_next):
    if request.url.path.startswith("/staff") and not request.state.is_staff:
        return JSONResponse({"detail": "forbidden"}, status_code=403)
    return await call_next(request)


@app.get("/crates/mine")
async def mine(user=Depends(get_current_user)):
    return user


@app.post("/crates")
async def add(crate: dict, user=Depends(get_current_user)):
    return crate


@app.post("/staff/crates/{crate_id}/empty")
async def empty(crate_id: int):
    return crate_id
