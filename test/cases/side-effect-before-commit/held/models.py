from django.db import models


class Claim(models.Model):
    text = models.TextField()
    state = models.CharField(max_length=20, default="new")
