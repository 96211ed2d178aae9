from django.db import models
from tortoise import fields
from tortoise.models import Model


class Depot(Model):
    id = fields.IntField(primary_key=True)
    places = fields.IntField(default=0)


class Order(models.Model):
    number = models.CharField(max_length=10)


async def take(pk: int) -> int:
    depot = await Depot.get(id=pk)
    depot.places = 3
    await depot.save()
    await Depot.create(places=1)
    return await Depot.filter(places=3).count()


async def count() -> int:
    return Order.objects.count()  #!
