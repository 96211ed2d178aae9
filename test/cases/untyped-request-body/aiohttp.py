from aiohttp import web
from pydantic import BaseModel

routes = web.RouteTableDef()


class Order(BaseModel):
    item: str


@routes.post("/orders")
async def create(request: web.Request) -> web.Response:
    body = await request.json()  #!
    return web.json_response({"item": body["item"]})


@routes.put("/orders")
async def change(request: web.Request) -> web.Response:
    order = Order.model_validate(await request.json())
    return web.json_response({"item": order.item})


@routes.patch("/orders")
async def patch(request: web.Request) -> web.Response:
    body = await request.json()
    order = Order.model_validate(body)
    return web.json_response({"item": order.item})
