from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from shop.models import Product
def buy(request, pk):
    p = get_object_or_404(Product, pk=pk)
    p.stock -= 1 #!
    p.save()
def buy2(request, pk):
    with transaction.atomic():
        p = Product.objects.get(pk=pk)
        p.stock = p.stock - 1 #!
        p.save(update_fields=['stock'])
@transaction.atomic
def buy3(request, pk):
    p = Product.objects.select_for_update().get(pk=pk)
    p.stock -= 1
    p.save()
def buy4(request, pk):
    Product.objects.filter(pk=pk, stock__gt=0).update(stock=F('stock') - 1)
def buy5(request, pk):
    p = Product.objects.get(pk=pk)
    Product.objects.filter(pk=pk).update(stock=p.stock - 1) #!
def buy6(request, pk):
    p = Product.objects.get(pk=pk)
    n = Product.objects.filter(pk=pk, stock=p.stock).update(stock=p.stock - 1)
    if not n: raise RuntimeError
async def buy7(request, pk):
    p = await Product.objects.aget(pk=pk)
    p.sold += 1 #!
    await p.asave()
def buy8(request, pk):
    with transaction.atomic():
        p = get_object_or_404(Product.objects.select_for_update(), pk=pk)
        p.stock -= 1
        p.save()
def buy9(request, pk):
    p = Product.objects.filter(pk=pk).first()
    p.stock, p.sold = p.stock - 1, p.sold + 1 #!
    p.save()
