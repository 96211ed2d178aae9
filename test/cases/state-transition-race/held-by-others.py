from django.conf import settings
from django.db import models
from django.shortcuts import get_object_or_404


class Dish(models.Model):
    name = models.CharField(max_length=80)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)


def claim(dish: Dish, user):
    if dish.assignee and dish.assignee != user:
        raise ValueError("somebody else brings it")
    dish.assignee = user #! medium
    dish.save(update_fields=["assignee"])


def claim_loaded(key, user):
    dish = get_object_or_404(Dish, pk=key)
    if dish.assignee is not None and dish.assignee != user:
        raise ValueError("somebody else brings it")
    dish.assignee = user #!
    dish.save()


def hand_over(key, old, new):
    """Asks who it is taken from, not whether it is free."""
    dish = get_object_or_404(Dish, pk=key)
    if dish.assignee != old:
        raise ValueError("not yours")
    dish.assignee = new
    dish.save()


def claim_at_once(key, user):
    if not Dish.objects.filter(pk=key, assignee=None).update(assignee=user):
        raise ValueError("somebody else brings it")
