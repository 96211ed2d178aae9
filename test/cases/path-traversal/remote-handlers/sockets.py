import json
import os

import socketio
import websockets
from aiohttp import web

server = socketio.AsyncServer()


@server.event
async def plant(sid, data):
    os.remove("/srv/" + data["name"])  #! high
    os.remove(f"/srv/{sid}")
    os.remove(f"/srv/{int(data['row'])}")


@server.on("dig")
async def dig(sid, data):
    os.remove("/srv/" + os.path.basename(data["name"]))


async def listen(connection):
    async for message in connection:
        os.remove("/srv/" + json.loads(message)["name"])  #! high


async def ignored(connection):
    async for message in connection:
        os.remove("/srv/" + message)


async def main():
    async with websockets.serve(listen, "localhost", 8765):
        pass


async def feed(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        os.remove("/srv/" + message.data)  #! high
    return socket
