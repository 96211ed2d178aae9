from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=20)


class Order(models.Model):
    tags = models.ManyToManyField(Tag)
    total = models.IntegerField()


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name='lines')


class Payment(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
