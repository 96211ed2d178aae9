from django.db import models

class OrderQuerySet(models.QuerySet):
    def open(self):
        return self.filter(cancelled_at=None)

class Order(models.Model):
    number = models.CharField(max_length=10)
    cancelled_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name='lines')
    amount = models.IntegerField()
