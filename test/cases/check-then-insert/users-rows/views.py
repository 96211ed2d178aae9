from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.http import HttpResponseBadRequest
from models import Shelf, Stamp

MOST = 5


def add_shelf(request):
    if request.user.shelves.count() >= MOST:
        return HttpResponseBadRequest("enough")
    return Shelf.objects.create(user=request.user, name=request.POST["name"]) #!


def add_named(user, name):
    if user.shelves.filter(name=name).exists():
        raise ValueError(name)
    Shelf.objects.create(user=user, name=name) #!


def add_locked(request):
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=request.user.pk)
        if request.user.shelves.count() >= MOST:
            return HttpResponseBadRequest("enough")
        return Shelf.objects.create(user=request.user, name=request.POST["name"])


def add_stamp(request):
    code = request.POST["code"]
    if request.user.stamps.filter(code=code).exists():
        return HttpResponseBadRequest("there already")
    try:
        return Stamp.objects.create(user=request.user, code=code)
    except IntegrityError:
        return HttpResponseBadRequest("there already")


def of_something_else(cabinet, name):
    """No user: nobody knows what its shelves are."""
    if cabinet.shelves.filter(name=name).exists():
        raise ValueError(name)
    Shelf.objects.create(user=cabinet.owner, name=name)
