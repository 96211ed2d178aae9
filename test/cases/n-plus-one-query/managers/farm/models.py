from django.db import models


class Farm(models.Model):
    name = models.CharField(max_length=40)


class Box(models.Model):
    farm = models.ForeignKey(Farm, on_delete=models.CASCADE, related_name="boxes")
    stock = models.PositiveIntegerField(default=0)
    published = models.BooleanField(default=False)
