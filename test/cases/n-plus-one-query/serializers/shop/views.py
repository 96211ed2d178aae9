from rest_framework import generics, viewsets

from shop.models import Order
from shop.serializers import OrderSerializer, SingleSerializer


class OrderViewSet(viewsets.ModelViewSet):
    serializer_class = OrderSerializer
    queryset = Order.objects.prefetch_related("notes").order_by("pk")


class OrderView(generics.RetrieveAPIView):
    serializer_class = SingleSerializer
    queryset = Order.objects.order_by("pk")
