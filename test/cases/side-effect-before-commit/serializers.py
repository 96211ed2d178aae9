from celery import shared_task
from django.db import transaction
from rest_framework.response import Response
from rest_framework.views import APIView

from app.serializers import OrderSerializer


@shared_task
def announce(key): ...


class Orders(APIView):
    def post(self, request):
        serializer = OrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            order = serializer.save(owner=request.user)
            announce.delay(order.pk)  #!
        return Response({"id": order.pk})

    def put(self, request):
        serializer = OrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            order = serializer.save(owner=request.user)
            transaction.on_commit(lambda: announce.delay(order.pk))
        return Response({"id": order.pk})

    def patch(self, request):
        serializer = OrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            order = serializer.save(owner=request.user)
        announce.delay(order.pk)
        return Response({"id": order.pk})
