from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from shop import services
from shop.services import cancel_order, own_order, pay_order


@login_required
def pay(request, pk):
    pay_order(pk)  #!
    return JsonResponse({})


@login_required
def cancel(request, pk):
    cancel_order(pk)  #!
    return JsonResponse({})


@login_required
def own(request, pk):
    return JsonResponse({'state': own_order(pk, request.user).state})


class Ship(APIView):
    permission_classes = [IsAuthenticated]

    def post(self, request, order_id):
        services.pay_order(order_id)  #!
        return Response({})
