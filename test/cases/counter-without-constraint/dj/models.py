from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    balance = models.DecimalField(max_digits=10, decimal_places=2, default=0)  #!
    points = models.IntegerField(default=0, validators=[MinValueValidator(0)])  #!
    used_slots = models.SmallIntegerField(default=0)  #!


class Item(models.Model):
    stock = models.PositiveIntegerField(default=0)
    quantity = models.IntegerField(default=0)
    likes_count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(check=Q(quantity__gte=0), name='q')]


class Bank(models.Model):
    balance_cents = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(balance_cents__gte=0), name='b')]
