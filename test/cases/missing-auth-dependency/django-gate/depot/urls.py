from django.urls import path

from depot import views

urlpatterns = [
    path("crates/mine/", views.mine),
    path("crates/<int:pk>/empty/", views.empty),
]
