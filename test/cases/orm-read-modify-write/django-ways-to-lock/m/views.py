from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from m.models import Wallet
def a(pk, n):
    with transaction.atomic():
        w = Wallet.objects.select_for_update(nowait=True).filter(pk=pk).first()
        w.balance += n
        w.save()
def b(pk, n):
    with transaction.atomic():
        qs = Wallet.objects.select_for_update()
        w = qs.get(pk=pk)
        w.balance += n
        w.save()
def c(pk, n):
    w = Wallet.objects.get(pk=pk)
    w.balance = F('balance') + n
    w.save(update_fields=['balance'])
    w.refresh_from_db()
def d(pk, n):
    w = Wallet.objects.get(pk=pk)
    changed = Wallet.objects.filter(pk=pk, version=w.version).update(balance=w.balance + n, version=w.version + 1)
    return changed
def e(pk, n):
    Wallet.objects.filter(pk=pk).update(balance=Greatest(F('balance') - n, 0))
def f(pk, n):
    with transaction.atomic():
        for w in Wallet.objects.select_for_update().order_by('pk'):
            w.balance += n
            w.save()
def g(pk, n):
    w, made = Wallet.objects.select_for_update().get_or_create(pk=pk)
    w.balance += n
    w.save()
def h(pk, n):
    w, made = Wallet.objects.get_or_create(pk=pk)
    w.balance += n #!
    w.save()
def i(pk, n):
    with transaction.atomic():
        w = lock_wallet(pk)
        w.balance += n
        w.save()
def lock_wallet(pk):
    return Wallet.objects.select_for_update().get(pk=pk)
