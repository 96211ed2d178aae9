from aiohttp import web

watchers = {}  #!
codes = {}


async def watch(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    watchers[request.path] = socket
    return socket


async def show(request: web.Request) -> web.Response:
    return web.json_response(codes)


def build() -> web.Application:
    codes["ok"] = 200
    app = web.Application()
    app.router.add_get("/watch", watch)
    app.router.add_get("/codes", show)
    return app
