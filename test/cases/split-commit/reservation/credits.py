from django.db import models
from django.db.models import F
from django.http import HttpRequest


class Wallet(models.Model):
    credits = models.PositiveIntegerField()


def spend(request: HttpRequest, pk, amount, gateway):
    Wallet.objects.filter(pk=pk, credits__gte=amount).update(credits=F("credits") - amount)
    try:
        gateway.deliver(pk, amount)
    except ConnectionError:
        Wallet.objects.filter(pk=pk).update(credits=F("credits") + amount)
        raise


def move(request: HttpRequest, one, other, amount):
    Wallet.objects.filter(pk=one).update(credits=F("credits") - amount)
    Wallet.objects.filter(pk=other).update(credits=F("credits") + amount)  #!
