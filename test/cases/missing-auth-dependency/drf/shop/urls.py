from django.urls import include, path
from rest_framework.routers import DefaultRouter

from shop import views

router = DefaultRouter()
router.register("orders", views.OrderViewSet)

urlpatterns = [
    path("api/", include(router.urls)),
    path("api/exports/", views.ExportView.as_view()),
    path("api/catalogue/", views.CatalogueView.as_view()),
    path("api/orders/import/", views.import_orders),
]
