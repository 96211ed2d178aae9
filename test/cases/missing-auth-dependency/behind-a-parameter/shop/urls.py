from django.urls import path
from shop import views

urlpatterns = [
    path("auth/switch/<int:tenant_id>/", views.switch),
    path("auth/leave/<int:tenant_id>/", views.leave),
]
