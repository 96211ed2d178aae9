from django.db import models, transaction
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response


class Order(models.Model):
    status = models.CharField(max_length=20, default="pending")
    note = models.TextField()


class Orders(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    permission_classes = [permissions.IsAdminUser]

    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        order = self.get_object()
        if order.status != "pending":
            return Response(status=409)
        order.status = "cancelled" #! high
        order.save()
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def annotate(self, request, pk=None):
        order = self.get_object()
        order.note = request.data["note"]
        order.save()
        return Response(status=204)


class LockedOrders(viewsets.ModelViewSet):
    queryset = Order.objects.select_for_update()
    permission_classes = [permissions.IsAdminUser]

    @action(detail=True, methods=["post"])
    @transaction.atomic
    def cancel(self, request, pk=None):
        order = self.get_object()
        if order.status != "pending":
            return Response(status=409)
        order.status = "cancelled"
        order.save()
        return Response(status=204)


class OwnOrders(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    permission_classes = [permissions.IsAdminUser]

    def get_object(self):
        return Order.objects.select_for_update().get(pk=self.kwargs["pk"])

    @action(detail=True, methods=["post"])
    @transaction.atomic
    def cancel(self, request, pk=None):
        order = self.get_object()
        if order.status != "pending":
            return Response(status=409)
        order.status = "cancelled"
        order.save()
        return Response(status=204)
