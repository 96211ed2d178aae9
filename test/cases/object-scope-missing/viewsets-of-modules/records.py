from django.conf import settings
from django.db import models


class Ledger(models.Model):
    title = models.CharField(max_length=100)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)


class Country(models.Model):
    name = models.CharField(max_length=100)
