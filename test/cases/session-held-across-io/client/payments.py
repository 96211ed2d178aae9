from django.db import models, transaction

from gateway import Gateway


class Payment(models.Model):
    amount = models.IntegerField()
    text = models.CharField(max_length=20)


def pay(pk, gateway: Gateway):
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=pk)
        payment.text = gateway.charge(payment.amount)["id"]  #!
        payment.save()


def label(pk, gateway: Gateway):
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=pk)
        payment.text = gateway.label(payment.amount)
        payment.save()


def pay_outside(pk, gateway: Gateway):
    payment = Payment.objects.get(pk=pk)
    answer = gateway.charge(payment.amount)
    Payment.objects.filter(pk=pk).update(text=answer["id"])
