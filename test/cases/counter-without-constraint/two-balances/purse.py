from django.db import models, transaction
from django.db.models import F


class Purse(models.Model):
    owner = models.CharField(max_length=40)
    balance = models.DecimalField(max_digits=10, decimal_places=2, default=0)  #!


class Movement(models.Model):
    """What was moved; nobody counts it down."""

    purse = models.ForeignKey(Purse, on_delete=models.PROTECT)
    balance = models.DecimalField(max_digits=10, decimal_places=2)


@transaction.atomic
def pay(owner: str, amount) -> None:
    purse = Purse.objects.get(owner=owner)
    Movement.objects.create(purse=purse, balance=-amount)
    purse.balance = F("balance") - amount
    purse.save(update_fields=["balance"])
