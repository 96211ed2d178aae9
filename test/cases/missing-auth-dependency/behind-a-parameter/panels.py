# Registered by a dashboard, which asks for a login itself: that its paths say "auth" is no kinship.
from django.urls import path
from django.views.generic import FormView

from forms import TransferForm


class TransferView(FormView):
    form_class = TransferForm
    success_url = "/transfers/"


urlpatterns = [path("<str:transfer_id>/auth/<str:auth_key>/", TransferView.as_view())]
