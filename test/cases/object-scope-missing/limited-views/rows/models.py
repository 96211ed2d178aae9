from django.conf import settings
from django.db import models


class Keeper(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)


class Shelf(models.Model):
    keeper = models.ForeignKey(Keeper, on_delete=models.CASCADE)
    name = models.CharField(max_length=20)


class Jar(models.Model):
    keeper = models.ForeignKey(Keeper, on_delete=models.CASCADE)
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT)


class Label(models.Model):
    text = models.CharField(max_length=20)
