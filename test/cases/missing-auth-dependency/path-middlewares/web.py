from aiohttp import web


@web.middleware
async def keepers_only(request, handler):
    if request.path.startswith("/crates") and request.get("user") is None:
        raise web.HTTPForbidden()
    return await handler(request)


async def empty(request):
    await request.app["db"].execute("update crates set weight = 0 where id = $1", request.match_info["id"])
    return web.Response()


async def weigh(request):
    if request.get("user") is None:
        raise web.HTTPUnauthorized()
    return web.Response()


async def fill(request):
    if request.get("user") is None:
        raise web.HTTPUnauthorized()
    return web.Response()


def make_app():
    app = web.Application(middlewares=[keepers_only])
    app.router.add_post("/crates/{id}/empty", empty)
    app.router.add_post("/crates/{id}/weigh", weigh)
    app.router.add_post("/crates/{id}/fill", fill)
    return app
