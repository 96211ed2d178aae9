from django.db import models
from django.db.models import F
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404


class Poem(models.Model):
    votes = models.PositiveIntegerField(default=0)
    stars = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)


def _rate(poem, post):
    poem.votes += 1
    poem.save()


def _reset(poem, post):
    poem.votes = 0
    poem.save()


def _rate_in_database(poem, post):
    poem.votes = F("votes") + 1
    poem.save()


ACTIONS = {"rate": _rate, "reset": _reset}
SAFE_ACTIONS = {"rate": _rate_in_database, "reset": _reset}


def act(request, key):
    poem = get_object_or_404(Poem, pk=key)
    name = request.POST.get("action")
    if name not in ACTIONS:
        return HttpResponseBadRequest()
    return ACTIONS[name](poem, request.POST) #!


def act_by_local(request, key):
    poem = get_object_or_404(Poem, pk=key)
    handler = ACTIONS.get(request.POST.get("action"))
    if handler is None:
        return HttpResponseBadRequest()
    return handler(poem, request.POST) #!


def act_safely(request, key):
    poem = get_object_or_404(Poem, pk=key)
    return SAFE_ACTIONS[request.POST["action"]](poem, request.POST)


def act_locked(request, key):
    poem = get_object_or_404(Poem.objects.select_for_update(), pk=key)
    return ACTIONS[request.POST["action"]](poem, request.POST)


def act_on_new(request):
    poem = Poem.objects.create()
    return ACTIONS[request.POST["action"]](poem, request.POST)


def count_view(poem):
    poem.views += 1
    poem.save()


def show(request, key):
    poem = get_object_or_404(Poem, pk=key)
    count_view(poem) #!
    return poem


def count_star(poem: Poem):
    poem.stars += 1 #! high
    poem.save()


def star(request, key):
    """Told where the row is changed."""
    poem = get_object_or_404(Poem, pk=key)
    count_star(poem)
    return poem
