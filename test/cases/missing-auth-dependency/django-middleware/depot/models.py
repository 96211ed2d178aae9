from django.conf import settings
from django.db import models


class Crate(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    sealed = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    handed_out = models.BooleanField(default=False)
    weight = models.PositiveIntegerField(default=0)
