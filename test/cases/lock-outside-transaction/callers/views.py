from django.db import transaction
from django.utils.decorators import method_decorator
from django.views import View
from services import close, freeze, thaw


def close_view(request, pk):
    close(pk)


@transaction.atomic
def freeze_view(request, pk):
    step(pk)


def step(pk):
    freeze(pk)


@method_decorator(transaction.atomic, name="dispatch")
class ThawView(View):
    def post(self, request, pk):
        thaw(pk)
