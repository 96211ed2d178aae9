from litestar import Controller, Litestar, Router, get, post
from litestar.exceptions import NotAuthorizedException


def require_key(connection, handler) -> None:
    if connection.headers.get("x-api-key") is None:
        raise NotAuthorizedException


class Orders(Controller):
    path = "/orders"

    @get(guards=[require_key])
    async def list_orders(self) -> list[str]:
        return []

    @post("/{order_id:int}/drop")
    async def drop(self, order_id: int) -> None:
        print(order_id)


api = Router(path="/api", route_handlers=[Orders], guards=[require_key])
app = Litestar(route_handlers=[api])
