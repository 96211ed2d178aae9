from dataclasses import dataclass

from django.db import models
from django.db.models import F


class StockMixin:
    def take(self, count):
        self.stock -= count #! high
        self.save(update_fields=["stock"])

    def take_in_database(self, count):
        type(self).objects.filter(pk=self.pk).update(stock=F("stock") - count)


class Plank(StockMixin, models.Model):
    stock = models.PositiveIntegerField(default=0)


class Beam(StockMixin, models.Model):
    stock = models.PositiveIntegerField(default=0)


class CountingMixin:
    """Mixed into something that is no row as well."""

    def count_up(self):
        self.total += 1
        self.save()


class Tally(CountingMixin, models.Model):
    total = models.IntegerField(default=0)


@dataclass
class Meter(CountingMixin):
    total: int = 0

    def save(self):
        print(self.total)
