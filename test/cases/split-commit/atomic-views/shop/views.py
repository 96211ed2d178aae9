from django.db import transaction
from rest_framework import viewsets

from shop.models import Order
from shop.serializers import OrderSerializer


class OrderViewSet(viewsets.ModelViewSet):
    queryset = Order.objects.order_by("pk")
    serializer_class = OrderSerializer

    @transaction.atomic
    def perform_create(self, serializer):
        serializer.save()
