from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Greatest


class Item(models.Model):
    stock = models.IntegerField(default=0)
    name = models.TextField()

    def take(self, n):
        self.stock -= n  #! high
        self.save()

    @classmethod
    def sell(cls, key, n):
        item = cls.objects.get(pk=key)
        item.stock = item.stock - n  #!
        item.save()


def bulk(keys):
    items = list(Item.objects.filter(pk__in=keys))
    for item in items:
        item.stock += 1  #!
    Item.objects.bulk_update(items, ["stock"])


async def aget(key):
    item = await Item.objects.aget(pk=key)
    item.stock -= 1  #!
    await item.asave()


def update_from_value(key):
    stock = Item.objects.values_list("stock", flat=True).get(pk=key)
    Item.objects.filter(pk=key).update(stock=stock + 1)  #!


def created(key):
    item, made = Item.objects.get_or_create(name=key)
    item.stock += 1  #!
    item.save()


def q_f2(key):
    item = Item.objects.get(pk=key)
    item.stock = Greatest(F("stock") - 1, 0)
    item.save()


def q_lock_loop(keys):
    with transaction.atomic():
        for item in Item.objects.filter(pk__in=keys).select_for_update():
            item.stock -= 1
            item.save()


def q_unsaved(key):
    item = Item.objects.get(pk=key)
    item.stock -= 3
    return {"rest": item.stock}


def q_name(key):
    item = Item.objects.get(pk=key)
    item.name = item.name.strip().lower()
    item.save()


def q_create2(n):
    item = Item.objects.create(stock=1)
    item.stock += n
    item.save()
