from django.db import models


class Choice(models.Model):
    tenant_id = models.IntegerField()
    user = models.ForeignKey("auth.User", on_delete=models.CASCADE)
