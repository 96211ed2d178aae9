from django.conf import settings
from django.db import models


class Club(models.Model):
    members = models.ManyToManyField(settings.AUTH_USER_MODEL)


class Trip(models.Model):
    club = models.ForeignKey(Club, on_delete=models.CASCADE)
    title = models.CharField(max_length=80)


class Sheet(models.Model):
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE)
    text = models.TextField()


class Harbour(models.Model):
    name = models.CharField(max_length=80)
