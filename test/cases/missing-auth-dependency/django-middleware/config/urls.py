from django.urls import include, path

urlpatterns = [
    path("crates/", include("depot.urls")),
    path("desk/", include("depot.desk_urls")),
]
