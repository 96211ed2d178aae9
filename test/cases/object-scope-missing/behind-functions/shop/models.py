from django.contrib.auth.models import User
from django.db import models


class Order(models.Model):
    customer = models.ForeignKey(User, on_delete=models.CASCADE)
    state = models.CharField(max_length=10)
