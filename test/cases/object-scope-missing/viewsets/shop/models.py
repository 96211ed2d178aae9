from django.conf import settings
from django.db import models

class Account(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

class Order(models.Model):
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    total = models.DecimalField(max_digits=9, decimal_places=2)

class Product(models.Model):
    title = models.CharField(max_length=100)
