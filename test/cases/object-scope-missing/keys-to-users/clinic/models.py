from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

class Appointment(models.Model):
    patient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name='appointments')
    starts_at = models.DateTimeField()
    notes = models.TextField(blank=True)

class Prescription(models.Model):
    client = models.ForeignKey(User, on_delete=models.PROTECT)
    text = models.TextField()

class Clinic(models.Model):
    name = models.CharField(max_length=100)
