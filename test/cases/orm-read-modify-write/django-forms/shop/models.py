from django.db import models
from django.db.models import Q, CheckConstraint
class Product(models.Model):
    stock = models.PositiveIntegerField(default=0)
    sold = models.PositiveIntegerField(default=0)
    def sell(self, n):
        self.stock -= n #!
        self.save()
    def sell_f(self, n):
        self.stock = models.F('stock') - n
        self.save(update_fields=['stock'])
