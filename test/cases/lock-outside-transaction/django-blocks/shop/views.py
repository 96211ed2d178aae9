from django.db import transaction
from shop.models import Order
def a(request, pk):
    o = Order.objects.select_for_update().get(pk=pk) #!
    o.total = 3
    o.save()
def b(request, pk):
    with transaction.atomic():
        o = Order.objects.select_for_update().get(pk=pk)
        o.total = 3
        o.save()
@transaction.atomic
def c(request, pk):
    o = Order.objects.select_for_update().get(pk=pk)
    return o
def d(request, pk):
    with transaction.atomic():
        o = Order.objects.select_for_update().get(pk=pk)
    o.total = 3 #!
    o.save()
def e(request, pk):
    with transaction.atomic():
        _locked(pk)
def _locked(pk):
    return Order.objects.select_for_update().get(pk=pk)
class V:
    @transaction.atomic
    def post(self, request, pk):
        o = Order.objects.select_for_update().filter(pk=pk).first()
        o.save()
