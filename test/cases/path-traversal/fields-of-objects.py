# Fields that a base class was given, properties, lists in dictionaries.
from collections import defaultdict

from flask import request


class Base:
    def __init__(self, name):
        self._name = name
        self.kind = "fixed"

    @property
    def name(self):
        return self._name

    @property
    def folder(self):
        return self.kind


class Reader(Base):
    def read(self):
        open("/srv/" + self.kind).close()
        return open("/srv/" + self._name).read()  #! high


def read():
    Reader(request.args["name"]).read()
    made = Base(request.args["name"])
    open("/srv/" + made.name).close()  #! high
    open("/srv/" + made.folder).close()
    fixed = Base("fixed")
    open("/srv/" + fixed.name).close()


def lists():
    names = defaultdict(list)
    names["sent"].append(request.args["name"])
    names["own"].append("fixed")
    open("/srv/" + names["sent"][0]).close()  #! high
