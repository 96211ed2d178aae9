from django.urls import path

from depot import views

urlpatterns = [
    path("mine/", views.mine),
    path("<int:pk>/weigh/", views.weigh),
    path("keepers/<int:pk>/seal/", views.seal),
    path("audit/<int:pk>/close/", views.close),
    path("<int:pk>/empty/", views.empty),
]
