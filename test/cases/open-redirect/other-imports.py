# The same answers under the names of the modules that define them; a test of a key is no test of its value.
from django.http.response import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View
from flask.globals import request as current
from flask.helpers import redirect


class Follow(View):
    def post(self, request, **kwargs):
        if "back" in request.POST:
            return HttpResponseRedirect(request.POST["back"])  #!
        return HttpResponseRedirect("/")

    def get(self, request, **kwargs):
        back = request.GET.get("back", "/")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = "/"
        return HttpResponseRedirect(back)


def leave():
    return redirect(current.args["to"])  #!


def stay():
    return redirect("/topics/" + current.args["to"])
