# Objects that lxml makes of a document, with its parser that follows entities.
from flask import request
from lxml import etree, objectify


def read():
    objectify.fromstring(request.data)  #!
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    objectify.fromstring(request.data, parser)
    return objectify.fromstring("<a/>")
