from django.http import FileResponse
from django.views import View
from django.views.generic import TemplateView


class Download(View):
    def get(self, request, name):
        return self.send(name)

    def post(self, request, pk):
        return self.send_own(pk)

    def send(self, path):
        return FileResponse(open(path, "rb"))  #!

    def send_own(self, path):
        return FileResponse(open(path, "rb"))

    def put(self, request, name):
        return FileResponse(open("/srv/" + name, "rb"))  #!


class Page(TemplateView):
    def get_context_data(self, **kwargs):
        with open("/srv/" + self.kwargs["name"]) as file:  #!
            text = file.read()
        with open("/srv/%s" % self.kwargs["pk"]) as file:
            return {"text": text, "more": file.read()}


class Reader:
    def get(self, request, name):
        return open("/srv/" + name).read()
