from fastapi import APIRouter, Depends, WebSocket

from app.core.security import get_current_principal, get_optional_principal
from app.database import DbSession

public_router = APIRouter()
feed_router = APIRouter(prefix="/feed", dependencies=[Depends(get_current_principal)])


@public_router.get("/health")
def health():
    return {"status": "ok"}


@public_router.get("/incidents")
async def incidents(db: DbSession, viewer=Depends(get_optional_principal)):
    return []


@feed_router.websocket("/live")
async def live(socket: WebSocket):
    await socket.accept()


async def export_feed():
    return []


feed_router.add_api_route("/export", export_feed, methods=["GET", "HEAD"])
