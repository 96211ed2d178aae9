from django.http import JsonResponse

from .models import Order


def counted(request):
    orders = Order.objects.filter(total__gt=0).order_by('pk')[:50]
    return JsonResponse({'orders': [{'id': o.id, 'lines': o.lines.count()} for o in orders]}) #!


def tagged(request):
    found = []
    for order in Order.objects.all():
        found.append([tag.name for tag in order.tags.all()]) #!
        if order.payment_set.exists(): #!
            found.append(order.total)
    return found


def prefetched(request):
    return [o.lines.all() for o in Order.objects.prefetch_related('lines')]


def one(request, order):
    return order.lines.count()


def plain(request):
    return [o.total.bit_length() for o in Order.objects.all()]
