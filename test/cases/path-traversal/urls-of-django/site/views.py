from django.http import HttpResponse
from django.views import View

from .files import read


def page(request, number, name):
    open(f"/srv/{number}").close()
    read(number)
    open(f"/srv/{name}").close()  #! high
    return HttpResponse("")


def year(request, year, word):
    open(f"/srv/{year}").close()
    open(f"/srv/{word}").close()  #! high
    return HttpResponse("")


class Archive(View):
    def get(self, request, year, name):
        open(f"/srv/{year}").close()
        open(f"/srv/{name}").close()  #! high
        return HttpResponse("")
