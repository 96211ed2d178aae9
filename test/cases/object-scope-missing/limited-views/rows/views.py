from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response

from rows.mixins import OfKeeper
from rows.models import Jar, Label, Shelf


class ShelfViewSet(OfKeeper, viewsets.ModelViewSet):
    queryset = Shelf.objects.order_by("name")

    @action(detail=True, methods=["post"])
    def clear(self, request, pk=None):
        shelf = get_object_or_404(Shelf, pk=pk) #!
        shelf.jar_set.all().delete()
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def rename(self, request, pk=None):
        shelf = self.get_object()
        shelf.name = request.data["name"]
        shelf.save(update_fields=["name"])
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def take(self, request, pk=None):
        shelf = get_object_or_404(Shelf, pk=pk, keeper=request.user.keeper)
        shelf.delete()
        return Response(status=204)

    @action(detail=True, methods=["post"], permission_classes=[IsAdminUser])
    def scrap(self, request, pk=None):
        Shelf.objects.get(pk=pk).delete()
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def label(self, request, pk=None):
        shelf = self.get_object()
        label = Label.objects.get(pk=request.data["label"])
        shelf.name = label.text
        shelf.save(update_fields=["name"])
        return Response(status=204)


class LabelViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Label.objects.order_by("text")
