from django.db import transaction, IntegrityError
from shop.models import Coupon, Slot, Vote
def redeem(request, code):
    if Coupon.objects.filter(code=code, user=request.user).exists():
        return None
    Coupon.objects.create(code=code, user=request.user) #!
def redeem2(request, code):
    try:
        c = Coupon.objects.get(code=code)
    except Coupon.DoesNotExist:
        c = Coupon(code=code, user=request.user)
        c.save() #!
def redeem3(request, code):
    c, made = Coupon.objects.get_or_create(code=code, defaults={'user': request.user})
def slot(request, day, desk):
    s, made = Slot.objects.get_or_create(day=day, desk=desk)
def slot2(request, day, desk):
    s, made = Slot.objects.update_or_create(day=day, defaults={'desk': desk})
def vote(request, poll):
    if Vote.objects.filter(poll=poll, user=request.user).exists():
        return None
    try:
        Vote.objects.create(poll=poll, user=request.user)
    except IntegrityError:
        return None
def redeem4(request, code):
    c = Coupon.objects.filter(code=code).first()
    if c is None:
        Coupon.objects.create(code=code, user=request.user) #!
def related(request, code):
    if not request.user.coupon_set.filter(code=code).exists():
        request.user.coupon_set.create(code=code) #!
