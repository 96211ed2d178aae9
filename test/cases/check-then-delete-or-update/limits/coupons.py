from django.db import models, transaction
from django.db.models import F


class Coupon(models.Model):
    uses = models.PositiveIntegerField(default=0)
    max_uses = models.PositiveIntegerField(default=1)


def redeem(pk):
    coupon = Coupon.objects.get(pk=pk)
    if coupon.uses >= coupon.max_uses:
        raise ValueError("used up")
    coupon.uses = F("uses") + 1  #!
    coupon.save()


def redeem_by_query(pk):
    coupon = Coupon.objects.get(pk=pk)
    if coupon.uses < coupon.max_uses:
        Coupon.objects.filter(pk=pk).update(uses=F("uses") + 1)  #!


@transaction.atomic
def redeem_locked(pk):
    coupon = Coupon.objects.select_for_update().get(pk=pk)
    if coupon.uses >= coupon.max_uses:
        raise ValueError("used up")
    coupon.uses = F("uses") + 1
    coupon.save()


def redeem_in_the_database(pk):
    coupon = Coupon.objects.get(pk=pk)
    if coupon.uses >= coupon.max_uses:
        raise ValueError("used up")
    if Coupon.objects.filter(pk=pk, uses__lt=F("max_uses")).update(uses=F("uses") + 1) == 0:
        raise ValueError("used up")


def count(pk):
    coupon = Coupon.objects.get(pk=pk)
    if coupon.max_uses == 0:
        raise ValueError("not for use")
    coupon.uses = F("uses") + 1
    coupon.save()
