from django.db import models
class Order(models.Model):
    x = models.IntegerField()
