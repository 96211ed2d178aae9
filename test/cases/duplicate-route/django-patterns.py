from django.urls import include, path, re_path

from app import views

urlpatterns = [
    path("a/", views.first, name="a"),
    path("a/", views.second, name="b"),  #!
    path("c/", views.first),
    path("c/", views.first),  #!
    path("d/<int:pk>/", views.first),
    path("d/new/", views.second),
    path("", include("app.urls")),
    path("", include("other.urls")),
    path("", views.first),
    re_path("a/", views.first),
]
