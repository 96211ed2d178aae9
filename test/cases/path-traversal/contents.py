from io import BytesIO
from zipfile import ZipFile

import requests
from flask import request
from nbxmpp.http import HTTPRequest


def unpack(target):
    with ZipFile(BytesIO(request.get_data())) as archive:
        return archive.namelist()


def list_of():
    return ZipFile(request.args["name"]).namelist()  #!


class Downloads:
    def on_ready(self, request: HTTPRequest):
        with open(request.get_data(), "rb") as file:
            return file.read()

    def prepared(self, request: requests.Request):
        with open(request.url, "rb") as file:
            return file.read()

    def received(self, request):
        with open(request.url, "rb") as file:  #!
            return file.read()
