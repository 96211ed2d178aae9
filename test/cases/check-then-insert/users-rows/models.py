from django.conf import settings
from django.db import models


class Shelf(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shelves")
    name = models.CharField(max_length=80)
    closed = models.BooleanField(default=False)


class Stamp(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stamps")
    code = models.CharField(max_length=20)

    class Meta:
        unique_together = [("user", "code")]
