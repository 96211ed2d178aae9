from django.urls import path
from . import views
urlpatterns = [path('n/<int:pk>/', views.note), path('n/<int:pk>/d', views.drop), path('n/<int:pk>/m', views.mine), path('n/<int:pk>/m2', views.mine2), path('nv/<int:pk>/', views.NoteView.as_view())]
