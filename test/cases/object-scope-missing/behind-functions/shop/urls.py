from django.urls import path
from shop import views

urlpatterns = [
    path('orders/<int:pk>/pay/', views.pay),
    path('orders/<int:pk>/cancel/', views.cancel),
    path('orders/<int:order_id>/ship/', views.Ship.as_view()),
    path('orders/<int:pk>/own/', views.own),
]
