from django.db import transaction
from django.shortcuts import get_object_or_404
from shop.models import Order
def pay(request, pk):
    o = get_object_or_404(Order, pk=pk)
    if o.status == 'paid':
        return None
    o.status = 'paid' #!
    o.save()
@transaction.atomic
def pay2(request, pk):
    o = Order.objects.select_for_update().get(pk=pk)
    if o.status == 'paid':
        return None
    o.status = 'paid'
    o.save()
def pay3(request, pk):
    n = Order.objects.filter(pk=pk, status='new').update(status='paid')
    if n == 0:
        raise ValueError
def pay4(request, pk):
    with transaction.atomic():
        o = Order.objects.get(pk=pk, status='new')
        o.status = 'paid' #!
        o.save(update_fields=['status'])
