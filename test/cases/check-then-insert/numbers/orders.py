from django.db import models
from django.db.models import Max


class Order(models.Model):
    number = models.CharField(max_length=20)
    rank = models.IntegerField()


def from_largest():
    last = Order.objects.aggregate(m=Max("rank"))["m"] or 0
    return Order.objects.create(number="x", rank=last + 1)  #!


def from_count():
    return Order.objects.create(number=f"O-{Order.objects.count() + 1}", rank=0)  #!


def from_last():
    last = Order.objects.order_by("-rank").first()
    order = Order(number="y", rank=last.rank + 1)
    order.save()  #!


def given(rank):
    return Order.objects.create(number="x", rank=rank + 1)
