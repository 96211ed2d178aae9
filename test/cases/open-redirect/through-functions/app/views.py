from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def asked(request):
    return request.GET.get("next", "/")


def checked(request):
    target = request.GET.get("next", "/")
    is_safe = url_has_allowed_host_and_scheme(url=target, allowed_hosts=None)
    return target if is_safe else "/"


def query(request):
    return "/login?next=%s" % request.GET["next"]


class Base:
    def go(self, url):
        return redirect(url)  #!

    def stay(self, url):
        return redirect(url)


class Page(Base):
    def get(self, request):
        return self.go(request.GET.get("next"))

    def post(self, request):
        return self.stay(request.path)


def view(request):
    return HttpResponseRedirect(asked(request))  #!


def other(request):
    if request.method == "GET":
        return HttpResponseRedirect(query(request))
    return HttpResponseRedirect(checked(request))
