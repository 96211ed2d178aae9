from django.urls import path
from . import views
urlpatterns = [
    path('a/<int:pk>/', views.appointment),
    path('p/<int:pk>/', views.prescription),
    path('c/<int:pk>/', views.clinic),
    path('o/<int:pk>/', views.own),
    path('o2/<int:pk>/', views.own2),
    path('s/<int:pk>/', views.staff),
]
