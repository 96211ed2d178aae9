from django.db import models

class Stock(models.Model):
    count = models.IntegerField()

    def take(self, amount):
        self.count -= amount

    def note(self, amount):
        self.seen += amount
