# Paths of other libraries of XML.
import libxml2
import xpath
from flask import request

document = libxml2.parseFile("users.xml")


def find():
    name = request.args["name"]
    document.xpathEval("//user[@name='" + name + "']")  #!
    xpath.find("//user[@name='%s']" % name, document)  #!
    document.xpathEval("//user[@name='a']")
    number = int(request.args["number"])
    return xpath.find("//user[%d]" % number, document)
