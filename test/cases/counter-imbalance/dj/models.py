from django.db import models


class Rider(models.Model):
    active_rides = models.IntegerField(default=0)


class Ride(models.Model):
    class Status(models.TextChoices):
        ACTIVE = 'active'
        COMPLETED = 'completed'
        CANCELLED = 'cancelled'
        ABORTED = 'aborted'

    rider = models.ForeignKey(Rider, on_delete=models.CASCADE)
    status = models.CharField(max_length=10, choices=Status.choices)
