from django.db import models


class Shop(models.Model):
    name = models.CharField(max_length=20)
    city = models.CharField(max_length=20)


class Order(models.Model):
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    status = models.CharField(max_length=20)
    note = models.CharField(max_length=20)


def open_of_city(city):
    return Order.objects.filter(shop__city=city, status="open").count()


def open_ones(status):
    return Order.objects.filter(status=status).count()  #!
