from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20, unique=True)


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    text = models.CharField(max_length=20)
