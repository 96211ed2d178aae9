from django.db import transaction
from django.db.models import F
from models import Ride, Rider


def begin(ride):
    with transaction.atomic():
        ride.status = Ride.Status.ACTIVE
        ride.save()
        Rider.objects.filter(pk=ride.rider_id).update(active_rides=F('active_rides') + 1)


def complete(ride):
    with transaction.atomic():
        ride.status = Ride.Status.COMPLETED
        ride.save()
        Rider.objects.filter(pk=ride.rider_id).update(active_rides=F('active_rides') - 1)


def cancel(ride):
    ride.status = Ride.Status.CANCELLED  #!
    ride.save(update_fields=['status'])


def abort_all(rider):
    Ride.objects.filter(rider=rider).update(status=Ride.Status.ABORTED)  #!


class RideAdmin:
    def cancel_selected(self, request, queryset):
        for ride in queryset:
            ride.status = Ride.Status.CANCELLED  #!
            ride.save()
