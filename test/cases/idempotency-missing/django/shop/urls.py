from django.urls import path
from . import views

urlpatterns = [
    path('orders/', views.create_order),
    path('payments/', views.PaymentView.as_view()),
    path('donations/', views.donate),
    path('orders/search/', views.search),
]
