from django.urls import path, re_path

from . import views
from .views import Archive, page

urlpatterns = [
    path("pages/<int:number>/<slug:name>/", page),
    path("archive/<int:year>/<str:name>/", Archive.as_view()),
    re_path(r"^years/(?P<year>\d{4})/(?P<word>.+)/$", views.year),
]
