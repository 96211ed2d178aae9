from django.contrib.auth.decorators import login_required, permission_required
from django.urls import include, path

from shop import views

account = [
    path("", views.account),
    path("address/", views.change_address),
    path("close/", login_required(views.close_account)),
]

urlpatterns = [
    path("", views.home),
    path("products/", views.products),
    path("products/<slug:slug>/", views.product),
    path("account/", include(account)),
    path("offers/", views.offers),
    path("staff/", permission_required("shop.change_order")(views.staff)),
]
