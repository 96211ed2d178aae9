from django.urls import path
from rest_framework.routers import DefaultRouter

from . import views

router = DefaultRouter()
router.register("trips", views.TripViewSet, basename="trip")
router.register("sheets", views.SheetViewSet)
router.register("harbours", views.HarbourViewSet)
router.register("pilot-sheets", views.PilotSheetViewSet)
urlpatterns = [path("trip/<int:pk>/", views.TripView.as_view()), *router.urls]
