from aiohttp import web


async def orders(request: web.Request, load) -> web.Response:
    limit = int(request.query.get("limit", 20))  #!
    return web.json_response(await load(limit))


async def few_orders(request: web.Request, load) -> web.Response:
    limit = min(int(request.query.get("limit", 20)), 100)
    return web.json_response(await load(limit))


def last(request, rows):
    limit = int(request.args.get("limit", 20))  #!
    return rows[:limit]
