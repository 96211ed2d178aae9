from django.urls import path

from depot import views

urlpatterns = [
    path("hand-out/<int:pk>/", views.hand_out),
    path("list/", views.Everything.as_view()),
]
