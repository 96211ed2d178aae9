from functools import partial
from django.db import transaction
from django.core.mail import send_mail
from dj.tasks import ship
from dj.models import Order
@transaction.atomic
def a(request):
    o = Order.objects.create(state='x')
    ship.delay(o.pk)  #! side-effect-before-commit
@transaction.atomic
def b(request):
    o = Order.objects.create(state='x')
    transaction.on_commit(lambda: ship.delay(o.pk))
def c(request):
    with transaction.atomic():
        Order.objects.create(state='x')
        send_mail('a', 'b', 'c', ['d'])  #! session-held-across-io, side-effect-before-commit
def d(request):
    with transaction.atomic():
        Order.objects.create(state='x')
    send_mail('a', 'b', 'c', ['d'])
def e(request):
    with transaction.atomic():
        o = Order.objects.create(state='x')
        transaction.on_commit(partial(ship.delay, o.pk))
