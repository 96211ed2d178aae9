from litestar import get
from tortoise import fields
from tortoise.models import Model


class Order(Model):
    id = fields.IntField(primary_key=True)
    number = fields.CharField(max_length=10)


@get("/orders")
async def list_orders() -> list[str]:
    orders = await Order.all()
    return [order.number for order in orders]  #!


@get("/latest")
async def latest() -> list[str]:
    orders = await Order.all().order_by("-id").limit(50)
    return [order.number for order in orders]
