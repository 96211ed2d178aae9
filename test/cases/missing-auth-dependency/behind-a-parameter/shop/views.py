from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from shop.models import Choice


@login_required
def switch(request, tenant_id):
    Choice.objects.create(tenant_id=tenant_id, user=request.user)
    return JsonResponse({})


@login_required
def leave(request, tenant_id):
    Choice.objects.filter(tenant_id=tenant_id, user=request.user).delete()
    return JsonResponse({})
