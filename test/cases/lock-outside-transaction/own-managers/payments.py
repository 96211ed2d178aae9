from models import Account
from transactions import atomic_everywhere, in_transaction, measured


def pay(key, amount):
    with atomic_everywhere("default", "ledger"):
        account = Account.objects.select_for_update().get(pk=key)
        account.balance -= amount
        account.save()


@in_transaction
def pay_out(key, amount):
    account = Account.objects.select_for_update().get(pk=key)
    account.balance -= amount
    account.save()


def pay_measured(key, amount):
    with measured("pay"):
        account = Account.objects.select_for_update().get(pk=key) #!
        account.balance -= amount
        account.save()
