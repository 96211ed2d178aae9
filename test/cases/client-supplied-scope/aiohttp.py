from uuid import UUID

from aiohttp import web

routes = web.RouteTableDef()


@routes.post("/orders")
async def create(request: web.Request) -> web.Response:
    caller = request["caller"]
    body = await request.json()
    tenant = UUID(body.get("tenant_id") or str(caller.tenant_id))  #!
    return web.json_response({"tenant": str(tenant)})


@routes.post("/own")
async def create_own(request: web.Request) -> web.Response:
    caller = request["caller"]
    body = await request.json()
    title = body.get("title") or str(caller.tenant_id)
    tenant = UUID(str(caller.tenant_id))
    return web.json_response({"tenant": str(tenant), "title": title})
