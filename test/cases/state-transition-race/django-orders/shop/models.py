from django.db import models
class Order(models.Model):
    class Status(models.TextChoices):
        NEW = 'new'
        PAID = 'paid'
    status = models.CharField(choices=Status.choices, max_length=10)
    def pay(self):
        if self.status != self.Status.NEW:
            raise ValueError
        self.status = self.Status.PAID #!
        self.save()
