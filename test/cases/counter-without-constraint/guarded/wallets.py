from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest


class Wallet(models.Model):
    credits = models.IntegerField()  #!
    points = models.IntegerField()
    units = models.IntegerField()


def spend(pk, amount):
    Wallet.objects.filter(pk=pk).update(credits=F("credits") - amount)


def spend_points(pk, amount):
    if not Wallet.objects.filter(pk=pk, points__gte=amount).update(points=F("points") - amount):
        raise ValueError(amount)


def spend_units(pk, amount):
    Wallet.objects.filter(pk=pk).update(units=Greatest(F("units") - amount, 0))
