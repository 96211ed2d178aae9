from django.db import transaction
from django.db.models import F
from django.http import JsonResponse

from .models import Account, Line, Order


def transfer(request, source, target, amount):
    Account.objects.filter(pk=source).update(balance=F('balance') - amount)
    Account.objects.filter(pk=target).update(balance=F('balance') + amount) #!
    return JsonResponse({})


def transfer_whole(request, source, target, amount):
    with transaction.atomic():
        Account.objects.filter(pk=source).update(balance=F('balance') - amount)
        Account.objects.filter(pk=target).update(balance=F('balance') + amount)
    return JsonResponse({})


def order(request):
    made = Order.objects.create(note=request.POST['note'])
    for _ in request.POST.getlist('items'):
        Line.objects.create(order=made) #!
    return JsonResponse({'id': made.pk})


@transaction.atomic
def order_whole(request):
    made = Order.objects.create(note=request.POST['note'])
    Line.objects.create(order=made)
    return JsonResponse({'id': made.pk})


def order_undone(request):
    made = Order.objects.create(note=request.POST['note'])
    try:
        Line.objects.create(order=made)
    except ValueError:
        made.delete()
        raise
    return JsonResponse({'id': made.pk})


def write_order(note):
    made = Order.objects.create(note=note)
    Line.objects.create(order=made)


def order_through(request):
    with transaction.atomic():
        write_order(request.POST['note'])
    return JsonResponse({})


def unrelated(request):
    Order.objects.create(note='a')
    Account.objects.filter(pk=1).update(balance=F('balance') + 1)
    Account.objects.filter(pk=2).update(balance=F('balance') + 1)
    return JsonResponse({})


def seed_orders(request):
    made = Order.objects.create(note='a')
    Line.objects.create(order=made)


def hand_over(source_id, target_id, amount):
    source = Account.objects.get(pk=source_id)
    target = Account.objects.get(pk=target_id)
    source.balance -= amount
    target.balance += amount
    source.save()
    target.save()  #!


def hand_over_at_once(source_id, target_id, amount):
    source = Account.objects.get(pk=source_id)
    target = Account.objects.get(pk=target_id)
    source.balance -= amount
    target.balance += amount
    with transaction.atomic():
        source.save()
        target.save()


def count_both(one_id, other_id):
    one = Account.objects.get(pk=one_id)
    other = Account.objects.get(pk=other_id)
    one.balance += 1
    other.balance += 1
    one.save()
    other.save()
