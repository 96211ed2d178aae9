from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F


class Basket(models.Model):
    owner = models.OneToOneField(User, on_delete=models.CASCADE)


class Line(models.Model):
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    quantity = models.PositiveIntegerField(default=1)


def add(owner, product):
    basket, _ = Basket.objects.get_or_create(owner=owner)
    line = basket.lines.filter(pk=product).first()
    line.quantity += 1  #!
    line.save()


@transaction.atomic
def add_locked(owner, product):
    basket, _ = Basket.objects.get_or_create(owner=owner)
    line = basket.lines.select_for_update().filter(pk=product).first()
    line.quantity += 1
    line.save()


def add_in_the_database(owner, product):
    basket, _ = Basket.objects.get_or_create(owner=owner)
    basket.lines.filter(pk=product).update(quantity=F("quantity") + 1)
