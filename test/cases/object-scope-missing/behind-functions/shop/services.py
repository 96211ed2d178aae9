from django.db import transaction
from shop.models import Order


@transaction.atomic
def pay_order(order_id):
    order = Order.objects.select_for_update().get(pk=order_id)
    order.state = 'paid'
    order.save()


def cancel_order(pk):
    order = _load(pk)
    order.state = 'cancelled'
    order.save()


def _load(pk):
    return Order.objects.get(pk=pk)


def own_order(pk, user):
    return Order.objects.get(pk=pk, customer=user)
