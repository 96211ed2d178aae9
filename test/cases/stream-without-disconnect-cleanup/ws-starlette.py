from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
clients: set[WebSocket] = set()

@app.websocket('/ws')
async def feed(websocket: WebSocket):
    await websocket.accept()
    clients.add(websocket) #!
    while True:
        text = await websocket.receive_text()
        if text == 'quit':
            break
        for other in list(clients):
            await other.send_text(text)
    clients.discard(websocket)
    await websocket.close()

@app.websocket('/ok')
async def ok(websocket: WebSocket):
    await websocket.accept()
    clients.add(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        clients.discard(websocket)

@app.websocket('/ok2')
async def ok2(websocket: WebSocket):
    await websocket.accept()
    clients.add(websocket)
    try:
        while True:
            await websocket.receive_text()
    finally:
        clients.discard(websocket)

@app.websocket('/ok3')
async def ok3(websocket: WebSocket):
    await websocket.accept()
    clients.add(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        pass
    clients.discard(websocket)
