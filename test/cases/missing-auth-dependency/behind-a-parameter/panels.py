# Registered by a dashboard, which asks for a login itself: that its paths say "auth" is no kinship.
from django.http import JsonResponse
from django.urls import path
from shop.models import Choice


def accept(request, transfer_id, auth_key):
    if request.method == "POST":
        Choice.objects.create(tenant_id=transfer_id, user=request.user)
    return JsonResponse({})


urlpatterns = [path("<str:transfer_id>/auth/<str:auth_key>/", accept)]
