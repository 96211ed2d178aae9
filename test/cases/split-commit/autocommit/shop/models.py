from django.db import models


class Account(models.Model):
    balance = models.IntegerField()


class Order(models.Model):
    note = models.TextField()


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
