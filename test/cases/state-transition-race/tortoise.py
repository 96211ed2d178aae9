from enum import StrEnum

from tortoise import fields
from tortoise.models import Model
from tortoise.transactions import atomic


class State(StrEnum):
    FREE = "free"
    USED = "used"


class Vehicle(Model):
    id = fields.IntField(primary_key=True)
    state = fields.CharEnumField(State, default=State.FREE)


async def take(pk: int) -> None:
    vehicle = await Vehicle.get(id=pk)
    if vehicle.state != State.FREE:
        raise ValueError(pk)
    vehicle.state = State.USED  #!
    await vehicle.save()


@atomic()
async def take_locked(pk: int) -> None:
    vehicle = await Vehicle.select_for_update().get(id=pk)
    if vehicle.state != State.FREE:
        raise ValueError(pk)
    vehicle.state = State.USED
    await vehicle.save()


async def take_in_the_database(pk: int) -> None:
    if not await Vehicle.filter(id=pk, state=State.FREE).update(state=State.USED):
        raise ValueError(pk)
