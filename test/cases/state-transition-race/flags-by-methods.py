from django.db import models, transaction


class Coupon(models.Model):
    code = models.CharField(max_length=20, unique=True)
    active = models.BooleanField(default=True)
    used = models.BooleanField(default=False)
    seen = models.BooleanField(default=False)

    def is_valid(self, basket):
        return self.active and not self.used and basket.total > 0

    def is_shown(self):
        return self.active

    def mark_used(self):
        self.used = True
        self.save()

    def mark_seen(self):
        self.seen = True
        self.save()


def check_out(basket, code):
    coupon = Coupon.objects.get(code=code)
    if coupon.is_valid(basket):
        basket.discount()
        coupon.mark_used() #!
    return basket


def check_out_or_refuse(basket, code):
    coupon = Coupon.objects.get(code=code)
    if not coupon.is_valid(basket):
        raise ValueError(code)
    coupon.mark_used() #!


def locked(basket, code):
    with transaction.atomic():
        coupon = Coupon.objects.select_for_update().get(code=code)
        if coupon.is_valid(basket):
            coupon.mark_used()


def asks_for_something_else(code):
    coupon = Coupon.objects.get(code=code)
    if coupon.is_shown():
        coupon.mark_used()


def seen_twice(code):
    coupon = Coupon.objects.get(code=code)
    if coupon.is_shown():
        coupon.mark_seen()


def of_another(basket, code, other):
    coupon = Coupon.objects.get(code=code)
    second = Coupon.objects.get(code=other)
    if second.is_valid(basket):
        coupon.mark_used()
