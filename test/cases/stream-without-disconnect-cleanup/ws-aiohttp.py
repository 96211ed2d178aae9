import asyncio
from aiohttp import web, WSMsgType

async def ws_handler(request: web.Request) -> web.WebSocketResponse:
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    request.app['sockets'].add(ws) #!
    async for msg in ws:
        if msg.type == WSMsgType.TEXT:
            await ws.send_str(msg.data)
    request.app['sockets'].discard(ws)
    return ws

async def ws_ok(request: web.Request) -> web.WebSocketResponse:
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    request.app['sockets'].add(ws)
    try:
        async for msg in ws:
            if msg.type == WSMsgType.TEXT:
                await ws.send_str(msg.data)
    finally:
        request.app['sockets'].discard(ws)
    return ws

async def ws_push(request):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    queue = asyncio.Queue()
    request.app['hub'].subscribers.add(queue) #!
    while not ws.closed:
        event = await queue.get()
        await ws.send_json(event)
    request.app['hub'].subscribers.discard(queue)
    return ws

async def ws_pump(request):
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    pump = asyncio.create_task(send_all(ws)) #!
    async for msg in ws:
        await handle(msg)
    pump.cancel()
    return ws
