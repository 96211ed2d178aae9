import os

from flask import request

BASE = "/srv/files/"


def read():
    path = os.path.join(BASE, request.args["name"])
    if not os.path.normpath(path).startswith(BASE):
        raise PermissionError(path)
    with open(path) as file:
        return file.read()


def read_all():
    path = os.path.join(BASE, request.args["name"])
    if not os.path.normpath(path):
        raise PermissionError(path)
    with open(path) as file:  #!
        return file.read()
