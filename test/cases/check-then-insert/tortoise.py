from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model


class Vehicle(Model):
    id = fields.IntField(primary_key=True)
    plate = fields.CharField(max_length=16)


class Depot(Model):
    id = fields.IntField(pk=True)
    name = fields.CharField(max_length=80, unique=True)


async def register(plate: str) -> Vehicle:
    if await Vehicle.filter(plate=plate).exists():
        raise ValueError(plate)
    return await Vehicle.create(plate=plate)  #!


async def find_or_make(plate: str) -> Vehicle:
    found = await Vehicle.get_or_none(plate=plate)
    if found is not None:
        return found
    return await Vehicle.create(plate=plate)  #!


async def save_new(plate: str) -> Vehicle:
    if await Vehicle.exists(plate=plate):
        raise ValueError(plate)
    vehicle = Vehicle(plate=plate)
    await vehicle.save()  #!
    return vehicle


async def open_depot(name: str) -> Depot:
    if await Depot.filter(name=name).exists():
        raise ValueError(name)
    try:
        return await Depot.create(name=name)
    except IntegrityError as error:
        raise ValueError(name) from error


async def look(plate: str) -> bool:
    return await Vehicle.filter(plate=plate).exists()
