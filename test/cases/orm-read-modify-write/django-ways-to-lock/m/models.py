from django.db import models
class Wallet(models.Model):
    balance = models.PositiveIntegerField(default=0)
    version = models.IntegerField(default=0)
