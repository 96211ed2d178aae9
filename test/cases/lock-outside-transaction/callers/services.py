from django.db import models


class Account(models.Model):
    balance = models.IntegerField()


def close(pk):
    account = Account.objects.select_for_update().get(pk=pk)  #!
    account.balance = 0
    account.save()


def freeze(pk):
    account = Account.objects.select_for_update().get(pk=pk)
    account.balance = 0
    account.save()


def thaw(pk):
    account = Account.objects.select_for_update().get(pk=pk)
    account.balance = 1
    account.save()
