from django.core.exceptions import PermissionDenied


def lend(keeper, place):
    if place.keeper_id != keeper.pk:
        raise PermissionDenied
    return place
