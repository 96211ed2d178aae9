from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from dogs.models import Walk


@login_required
def show(request, pk):
    walk = get_object_or_404(Walk, pk=pk, dog__owner=request.user)
    return JsonResponse({"id": walk.pk})


@login_required
@require_POST
def skip(request, pk):
    walk = get_object_or_404(Walk, pk=pk) #!
    walk.done = True
    walk.save()
    return JsonResponse({"id": walk.pk})


@require_POST
def done(request, pk):
    walk = get_object_or_404(Walk, pk=pk)
    walk.done = True
    walk.save()
    return JsonResponse({"id": walk.pk})
