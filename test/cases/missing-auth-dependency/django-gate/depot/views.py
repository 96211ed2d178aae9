from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_POST

from depot.models import Crate


@login_required
def mine(request):
    return render(request, "mine.html")


@require_POST
def empty(request, pk):
    Crate.objects.filter(pk=pk).update(weight=0)
    return render(request, "done.html")
