# What forms and serializers took over is what the client sent, unless the field lets numbers through only.
from enum import Enum

from django import forms
from django.http import HttpResponse
from fastapi import FastAPI
from pydantic import BaseModel
from rest_framework import serializers
from rest_framework.views import APIView

app = FastAPI()


class Kind(str, Enum):
    NOTE = "note"
    PAGE = "page"


class Wish(BaseModel):
    kind: Kind
    name: str


class NameForm(forms.Form):
    name = forms.CharField()
    number = forms.IntegerField()
    kind = forms.ChoiceField(choices=[("note", "Note")])


class NameSerializer(serializers.Serializer):
    name = serializers.CharField()
    number = serializers.IntegerField()


def view(request):
    form = NameForm(request.POST)
    if form.is_valid():
        open("/srv/" + form.cleaned_data["name"]).close()  #! high
        open(f"/srv/{form.cleaned_data['number']}").close()
        open("/srv/" + form.cleaned_data.get("kind")).close()
    return HttpResponse("")


class Names(APIView):
    def post(self, request):
        serializer = NameSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        open("/srv/" + serializer.validated_data["name"]).close()  #! high
        open(f"/srv/{serializer.validated_data['number']}").close()


@app.post("/wishes")
def wish(body: Wish):
    open(f"/srv/{body.kind}").close()
    open(f"/srv/{body.name}").close()  #! high
