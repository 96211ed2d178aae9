from litestar import Controller, Litestar, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException


def require_key(connection: ASGIConnection, handler) -> None:
    if connection.headers.get("x-api-key") is None:
        raise NotAuthorizedException


class Orders(Controller):
    path = "/orders"

    @get(guards=[require_key])
    async def list_orders(self) -> list[str]:
        return []

    @post("/{order_id:int}/close", guards=[require_key])
    async def close(self, order_id: int) -> None:
        print(order_id)

    @post("/{order_id:int}/drop")  #!
    async def drop(self, order_id: int) -> None:
        print(order_id)


class Bills(Controller):
    path = "/bills"
    guards = [require_key]

    @post("/{bill_id:int}/pay")
    async def pay(self, bill_id: int) -> None:
        print(bill_id)


@get("/health")
async def health() -> str:
    return "ok"


app = Litestar(route_handlers=[Orders, Bills, health])
