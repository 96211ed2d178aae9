import asyncio
import websockets

CONNECTED = set()

async def handler(websocket):
    CONNECTED.add(websocket) #!
    async for message in websocket:
        websockets.broadcast(CONNECTED, message)
    CONNECTED.remove(websocket)

async def handler_ok(websocket):
    CONNECTED.add(websocket)
    try:
        async for message in websocket:
            websockets.broadcast(CONNECTED, message)
    finally:
        CONNECTED.remove(websocket)

async def handler_ok2(websocket):
    CONNECTED.add(websocket)
    try:
        await websocket.wait_closed()
    finally:
        CONNECTED.remove(websocket)

async def main():
    async with websockets.serve(handler, 'localhost', 8765):
        async with websockets.serve(handler_ok, 'localhost', 8766), websockets.serve(handler_ok2, 'localhost', 8767):
            await asyncio.Future()
