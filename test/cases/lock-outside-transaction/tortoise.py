from tortoise import fields
from tortoise.models import Model
from tortoise.transactions import in_transaction


class Depot(Model):
    id = fields.IntField(primary_key=True)
    places = fields.IntField(default=0)


async def take(pk: int) -> None:
    depot = await Depot.select_for_update().get(id=pk)  #!
    depot.places = 3
    await depot.save()


async def take_inside(pk: int) -> None:
    async with in_transaction():
        depot = await Depot.select_for_update().get(id=pk)
        depot.places = 3
        await depot.save()
