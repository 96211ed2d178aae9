from django.db import transaction
from django.core.exceptions import ValidationError
from shop.models import Order
def a(request):
    with transaction.atomic():
        o = Order.objects.create(x=1)
    if not o.ok:
        raise ValidationError('x') #!
def b(request):
    with transaction.atomic():
        o = Order.objects.create(x=1)
        if not o.ok:
            raise ValidationError('x')
@transaction.atomic
def c(request):
    with transaction.atomic():
        o = Order.objects.create(x=1)
    if not o.ok:
        raise ValidationError('x')
def d(request):
    with transaction.atomic():
        o = Order.objects.select_for_update().get(pk=1)
    if not o.ok:
        raise ValidationError('x')
def e(request):
    with transaction.atomic():
        o = Order.objects.create(x=1)
    if not o.ok:
        o.delete()
        raise ValidationError('x')
