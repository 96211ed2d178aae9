from django.db import models, transaction
from django.shortcuts import get_object_or_404
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


class Seat(models.Model):
    free = models.IntegerField()

    def take(self):
        seat = Seat.objects.select_for_update().get(pk=self.pk)  #!
        seat.free -= 1
        seat.save()


def shortcut(key):
    seat = get_object_or_404(Seat.objects.select_for_update(), pk=key)  #!
    seat.free -= 1
    seat.save()


def loop(keys):
    for seat in Seat.objects.filter(pk__in=keys).select_for_update():  #!
        seat.free -= 1
        seat.save()


def q_block(key):
    with transaction.atomic():
        seat = Seat.objects.select_for_update().get(pk=key)
        seat.free -= 1
        seat.save()


def q_lazy(key):
    query = Seat.objects.select_for_update().filter(pk=key)
    with transaction.atomic():
        seat = query.get()
        seat.free -= 1
        seat.save()


def eager(key):
    seat = Seat.objects.select_for_update().get(pk=key)  #!
    with transaction.atomic():
        seat.free -= 1
        seat.save()
