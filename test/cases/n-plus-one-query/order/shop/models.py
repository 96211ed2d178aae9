from django.db import models


class Order(models.Model):
    number = models.IntegerField()


def orders_of(numbers):
    found = []
    for number in numbers:
        found.append(Order.objects.filter(number=number).first())  #!
    return found
