# A socket that everybody may open, beside one that asks who is calling.
from fastapi import APIRouter, WebSocket, status

from app.tokens import account_of

router = APIRouter()


def socket_account(socket: WebSocket):
    token = socket.query_params.get("token", "")
    try:
        return account_of(token)
    except ValueError:
        return None


@router.websocket("/ws/chat/{room}")
async def chat(socket: WebSocket, room: str) -> None:
    account = socket_account(socket)
    if account is None:
        await socket.close(status.WS_1008_POLICY_VIOLATION)
        return
    await socket.accept()
    await socket.send_json({"room": room, "account": account})


@router.websocket("/ws/monitor/{account_id}")  #! high
async def monitor(socket: WebSocket, account_id: str) -> None:
    await socket.accept()
    await socket.send_json({"account": account_id})


@router.websocket("/ws/trusted/{room}")
async def trusted(socket: WebSocket, room: str) -> None:
    if socket.headers.get("authorization") != room:
        await socket.close()
        return
    await socket.accept()
