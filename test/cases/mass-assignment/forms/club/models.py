from django.conf import settings
from django.db import models


class Member(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    bio = models.TextField(blank=True)
    points = models.PositiveIntegerField(default=0)
    blocked = models.BooleanField(default=False)


class Article(models.Model):
    text = models.TextField()
    approved = models.BooleanField(default=False)
