import html

import ldap3
from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/a")
def replaced():
    name = request.args["name"]
    root = etree.parse("users.xml")
    root.xpath("//user[@name='" + name.replace("'", "&apos;") + "']")
    root.xpath("//user[@name='" + name.replace("'", "''") + "']")  #!
    root.xpath("//user[@name='" + name.replace("a", "b") + "']")  #!
    return "done"


@app.route("/b")
def refused():
    name = request.args["name"]
    if "'" in name:
        return "no"
    etree.parse("users.xml").xpath(f"//user[@name='{name}']")
    connection = ldap3.Connection("server")
    connection.search("dc=x", f"(uid={name})")  #!
    connection.search("dc=x", f"(uid={html.escape(name)})")  #!
    return "done"
