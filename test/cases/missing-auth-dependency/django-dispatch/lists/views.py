from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import FormView

from lists.checks import list_owner_required
from lists.models import Member


class Preferences(FormView):
    @method_decorator(login_required)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)


class MailPreferences(Preferences):
    def post(self, request):
        request.user.preferences.save()
        return redirect("/")


class AddressPreferences(Preferences):
    template_name = "address.html"


@method_decorator([login_required], name="dispatch")
class Members(View):
    def get(self, request):
        return render(request, "members.html")


class MassRemoval(View):
    @method_decorator(list_owner_required)
    def post(self, request):
        request.user.members.all().delete()
        return redirect("/")


class Purge(Members):
    def post(self, request):
        request.user.members.all().delete()
        return redirect("/")


class ImportMembers(View):
    def post(self, request):  #!
        Member.objects.create(email=request.POST["email"])
        return redirect("/")


class Listing(View):
    def post(self, request):
        # The views below say what may be sent to them.
        return HttpResponse(status=405)
