from django.db import models
class Coupon(models.Model):
    code = models.CharField(max_length=10)
    user = models.ForeignKey('auth.User', on_delete=models.CASCADE)
class Slot(models.Model):
    day = models.DateField()
    desk = models.IntegerField()
    class Meta:
        constraints = [models.UniqueConstraint(fields=['day', 'desk'], name='u')]
class Vote(models.Model):
    poll = models.IntegerField()
    user = models.ForeignKey('auth.User', on_delete=models.CASCADE)
    class Meta:
        unique_together = [('poll', 'user')]
