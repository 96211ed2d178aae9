from django.http import JsonResponse
from django.views.decorators.http import require_POST
from rest_framework.decorators import api_view
from rest_framework.response import Response
from rest_framework.views import APIView
from .models import Donation, Order, Payment
from .serializers import DonationSerializer


@require_POST
def create_order(request):  #!
    order = Order.objects.create(user=request.user, sku=request.POST['sku'])
    return JsonResponse({'id': order.id})


class PaymentView(APIView):
    def post(self, request):  #!
        payment = Payment.objects.create(amount=request.data['amount'])
        return Response({'id': payment.pk})

    def get(self, request):
        return Response([])


@api_view(['POST'])
def donate(request):  #!
    serializer = DonationSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    serializer.save()
    return Response(serializer.data, status=201)


@require_POST
def search(request):
    return JsonResponse({'rows': list(Order.objects.filter(sku=request.POST['sku']).values())})
