from django.urls import path

from lists import views

urlpatterns = [
    path("preferences/", views.MailPreferences.as_view()),
    path("preferences/address/", views.AddressPreferences.as_view()),
    path("members/", views.Members.as_view()),
    path("members/invite-all/", views.MassRemoval.as_view()),
    path("members/purge/", views.Purge.as_view()),
    path("members/import/", views.ImportMembers.as_view()),
    path("members/list/", views.Listing.as_view()),
]
