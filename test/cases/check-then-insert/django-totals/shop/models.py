from django.db import models

class Event(models.Model):
    capacity = models.IntegerField()

class Ticket(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    count = models.IntegerField()
