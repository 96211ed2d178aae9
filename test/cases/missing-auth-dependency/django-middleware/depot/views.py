from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from depot.models import Crate


@login_required
def mine(request):
    return render(request, "mine.html", {"crates": Crate.objects.filter(owner=request.user)[:50]})


@login_required
@require_POST
def weigh(request, pk):
    return render(request, "crate.html", {"crate": get_object_or_404(Crate, pk=pk, owner=request.user)})


@require_POST
def seal(request, pk):
    Crate.objects.filter(pk=pk).update(sealed=True)
    return render(request, "done.html")


@require_POST
def close(request, pk):
    Crate.objects.filter(pk=pk).update(closed=True)
    return render(request, "done.html")


@require_POST
def empty(request, pk): #!
    Crate.objects.filter(pk=pk).update(weight=0)
    return render(request, "done.html")


@require_POST
def hand_out(request, pk):
    Crate.objects.filter(pk=pk).update(handed_out=True)
    return render(request, "done.html")


class Everything(ListView):
    queryset = Crate.objects.order_by("pk")
    paginate_by = 50
