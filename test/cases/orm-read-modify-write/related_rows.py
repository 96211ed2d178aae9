from django.db import models, transaction
from django.db.models import F


class Product(models.Model):
    name = models.CharField(max_length=20)
    stock = models.PositiveIntegerField(default=0)


class Line(models.Model):
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(default=1)


def take(key):
    line = Line.objects.get(pk=key)
    line.product.stock -= line.quantity #! critical
    line.product.save()


def take_all(keys):
    for line in Line.objects.filter(pk__in=keys):
        line.product.stock = line.product.stock - line.quantity #! critical
        line.product.save()


def take_by_expression(key):
    line = Line.objects.get(pk=key)
    line.product.stock = F("stock") - line.quantity
    line.product.save()


@transaction.atomic
def take_locked(key):
    line = Line.objects.select_for_update().select_related("product").get(pk=key)
    line.product.stock -= line.quantity
    line.product.save()


def shown(key):
    line = Line.objects.get(pk=key)
    # Nothing saves it: the page shows what would be left.
    line.product.stock -= line.quantity
    return line.product


def renamed(key, name):
    line = Line.objects.get(pk=key)
    line.product.name = name
    line.product.save()
