from django.urls import path

from . import views

urlpatterns = [
    path('a', views.transfer),
    path('b', views.transfer_whole),
    path('c', views.order),
    path('d', views.order_whole),
    path('e', views.order_undone),
    path('f', views.order_through),
    path('g', views.unrelated),
]
