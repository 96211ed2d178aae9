from django.urls import path

from dogs import views

urlpatterns = [
    path("walks/<int:pk>/", views.show),
    path("walks/<int:pk>/skip/", views.skip),
    path("oven/walks/<int:pk>/done/", views.done),
]
