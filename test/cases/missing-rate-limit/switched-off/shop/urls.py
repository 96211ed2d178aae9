from django.urls import path

from shop import views

urlpatterns = [
    path("login/", views.Login.as_view()),
    path("password/reset/", views.Reset.as_view()),
    path("orders/", views.Orders.as_view()),
]
