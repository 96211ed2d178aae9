from fastapi import APIRouter, WebSocket, WebSocketDisconnect, Depends

router = APIRouter()

class ConnectionManager:
    def __init__(self):
        self.active: list[WebSocket] = []

    async def connect(self, websocket: WebSocket):
        await websocket.accept()
        self.active.append(websocket)

    def disconnect(self, websocket: WebSocket):
        self.active.remove(websocket)

    async def broadcast(self, message: str):
        for connection in list(self.active):
            await connection.send_text(message)

manager = ConnectionManager()

@router.websocket('/chat/{room}')
async def chat(websocket: WebSocket, room: str):
    await manager.connect(websocket) #!
    while True:
        data = await websocket.receive_json()
        if data.get('type') == 'leave':
            break
        await manager.broadcast(data['text'])
    manager.disconnect(websocket)

@router.websocket('/chat2/{room}')
async def chat2(websocket: WebSocket, room: str):
    await manager.connect(websocket)
    try:
        while True:
            data = await websocket.receive_json()
            await manager.broadcast(data['text'])
    except WebSocketDisconnect:
        manager.disconnect(websocket)

@router.websocket('/log/{room}')
async def tail(websocket: WebSocket, room: str):
    await manager.connect(websocket) #!
    async for text in websocket.iter_text():
        await manager.broadcast(text)
