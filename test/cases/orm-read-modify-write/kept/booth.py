from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.db.models import F


class Visitor(AbstractUser):
    rides = models.IntegerField(default=0)

    def ride(self):
        self.rides += 1  #!
        self.save()

    def ride_by_database(self):
        self.rides = F("rides") + 1
        self.save(update_fields=["rides"])


class Stamp(models.Model):
    code = models.CharField(max_length=20)
    used = models.PositiveIntegerField(default=0)


class Booth:
    def __init__(self, code):
        self.stamp = Stamp.objects.filter(code=code).first()
        self.opened = 0

    def use(self):
        stamp = self.stamp
        if stamp:
            stamp.used += 1  #!
            stamp.save()

    def use_by_database(self):
        stamp = self.stamp
        stamp.used = F("used") + 1
        stamp.save(update_fields=["used"])

    def open(self):
        self.opened += 1


class HeldBooth:
    def __init__(self, code):
        self.stamp = Stamp.objects.select_for_update().get(code=code)

    def use(self):
        stamp = self.stamp
        stamp.used += 1
        stamp.save()


class NewBooth:
    def __init__(self, code):
        self.stamp = Stamp(code=code)

    def use(self):
        stamp = self.stamp
        stamp.used += 1
        stamp.save()


class AnyBooth:
    def __init__(self, code):
        self.stamp = Stamp.objects.get(code=code)

    def change(self, stamp):
        self.stamp = stamp

    def use(self):
        stamp = self.stamp
        stamp.used += 1
        stamp.save()


@transaction.atomic
def use_once(code):
    stamp = Stamp.objects.select_for_update().get(code=code)
    stamp.used += 1
    stamp.save()
