from django.db import models

class Stock(models.Model):
    count = models.IntegerField()

    def take(self, amount):
        self.count -= amount

    def give(self, amount):
        self.count = self.count + amount #!
        self.save()
