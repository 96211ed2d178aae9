from django.db.models import F
from models import Account, Item


def pay(account, amount):
    account.balance = F('balance') - amount
    account.save(update_fields=['balance'])


def redeem(pk, n):
    Account.objects.filter(pk=pk).update(points=F('points') - n)


def free(account):
    account.used_slots -= 1
    account.save()


def sell(item, bank):
    item.stock -= 1
    item.quantity -= 1
    item.likes_count += 1
    bank.balance_cents -= 10
