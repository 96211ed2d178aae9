from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model
from tortoise.transactions import in_transaction


class Depot(Model):
    id = fields.IntField(primary_key=True)
    places = fields.IntField(default=0)


async def take(pk: int) -> None:
    depot = await Depot.get(id=pk)
    depot.places -= 1  #!
    await depot.save()


async def take_locked(pk: int) -> None:
    async with in_transaction():
        depot = await Depot.select_for_update().get(id=pk)
        depot.places -= 1
        await depot.save()


async def take_in_the_database(pk: int) -> None:
    await Depot.filter(id=pk, places__gt=0).update(places=F("places") - 1)


async def show(pk: int) -> int:
    depot = await Depot.get(id=pk)
    return depot.places - 1
