from django.db import transaction
from django.db.models import Sum
from .models import Event, Ticket

def buy(request, event_id, wanted):
    event = Event.objects.get(pk=event_id)
    sold = Ticket.objects.filter(event=event).aggregate(total=Sum('count'))['total'] or 0
    if sold + wanted > event.capacity:
        raise ValueError('sold out')
    Ticket.objects.create(event=event, count=wanted) #!

def buy_count(request, event):
    if Ticket.objects.filter(event=event).count() >= event.capacity:
        raise ValueError('sold out')
    Ticket.objects.create(event=event, count=1) #!

def buy_locked(request, event_id, wanted):
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event_id)
        sold = Ticket.objects.filter(event=event).aggregate(total=Sum('count'))['total'] or 0
        if sold + wanted > event.capacity:
            raise ValueError('sold out')
        Ticket.objects.create(event=event, count=wanted)
