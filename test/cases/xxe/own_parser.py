from xml.dom import minidom
from xml.sax import expatreader

from flask import request


class ProtectedParser(expatreader.ExpatParser):
    def entity_decl(self, name, *rest):
        raise ValueError("entities are forbidden")


def safe():
    return minidom.parseString(request.data, parser=ProtectedParser())


def unsafe():
    return minidom.parseString(request.data)  #!
