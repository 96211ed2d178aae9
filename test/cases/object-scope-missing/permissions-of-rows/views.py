from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import Harbour, Sheet, Trip
from .permissions import IsPilot, OwnsTrip


class TripViewSet(viewsets.ModelViewSet):
    serializer_class = TripSerializer

    def get_queryset(self):
        return Trip.objects.filter(club__members=self.request.user)

    @action(detail=True, methods=["post"], permission_classes=[OwnsTrip])
    def cancel(self, request, pk=None):
        trip = Trip.objects.get(pk=pk)  #!
        trip.cancel()
        return Response({})

    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated, OwnsTrip])
    def close(self, request, pk=None):
        trip = get_object_or_404(Trip.objects.select_related("club"), pk=pk)  #!
        trip.close()
        return Response({})

    @action(detail=True, methods=["post"], permission_classes=[OwnsTrip])
    def open(self, request, pk=None):
        trip = self.get_object()
        trip.open()
        return Response({})

    @action(detail=True, methods=["post"], permission_classes=[OwnsTrip])
    def start(self, request, pk=None):
        trip = Trip.objects.get(pk=pk)
        self.check_object_permissions(request, trip)
        trip.start()
        return Response({})

    @action(detail=True, methods=["post"], permission_classes=[IsPilot])
    def pilot(self, request, pk=None):
        trip = get_object_or_404(Trip, pk=pk)
        trip.pilot()
        return Response({})


class TripView(APIView):
    permission_classes = [OwnsTrip]

    def get(self, request, pk):
        trip = get_object_or_404(Trip, pk=pk)  #!
        return Response({"title": trip.title})

    def put(self, request, pk):
        trip = get_object_or_404(Trip, pk=pk, club__members=request.user)
        trip.title = request.data["title"]
        trip.save()
        return Response({})


class SheetViewSet(viewsets.ModelViewSet):
    serializer_class = SheetSerializer
    queryset = Sheet.objects.select_related("trip")  #!


class HarbourViewSet(viewsets.ModelViewSet):
    serializer_class = HarbourSerializer
    queryset = Harbour.objects.all()


class PilotSheetViewSet(viewsets.ModelViewSet):
    serializer_class = SheetSerializer
    permission_classes = [IsPilot]
    queryset = Sheet.objects.select_related("trip")
