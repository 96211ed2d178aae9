"""Tests of a value before it gets to a shell: which of them say something of it, and where."""

import ipaddress
import os
import re

from flask import Flask, abort, request

app = Flask(__name__)
KNOWN = {"one", "two"}
WORD = re.compile(r"[a-z]+")


@app.route("/a")
def inside():
    name = request.args["name"]
    if name in KNOWN:
        os.system("run " + name)
    os.system("run " + name)  #!
    return "done"


@app.route("/b")
def refused():
    name = request.args["name"]
    if not name.isalnum():
        return "no"
    os.system("run " + name)
    return "done"


@app.route("/c")
def wrong_way_round():
    name = request.args["name"]
    if name.isalnum():
        return "no"
    os.system("run " + name)  #!
    return "done"


@app.route("/d")
def wrong_branch():
    name = request.args["name"]
    if name not in KNOWN:
        os.system("run " + name)  #!
    return "done"


@app.route("/e")
def noted():
    name = request.args["name"]
    is_known = False
    if name in KNOWN:
        is_known = True
    if is_known:
        os.system("run " + name)
    return "done"


@app.route("/f")
def replaced():
    name = request.args["name"]
    if name not in KNOWN:
        name = "one"
    os.system("run " + name)
    return "done"


@app.route("/g")
def matched():
    name = request.args["name"]
    found = WORD.fullmatch(name)
    if found is None:
        abort(400)
    os.system("run " + name)
    return "done"


@app.route("/h")
def converted():
    host = request.args["host"]
    other = request.args["other"]
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "no"
    try:
        ipaddress.ip_address(other)
    except ValueError:
        pass
    os.system("ping " + host)
    os.system("ping " + other)  #!
    return "done"


@app.route("/i", methods=["POST"])
def items():
    data = request.get_json()
    if data["name"] not in KNOWN:
        return "no"
    os.system("run " + data["name"])
    os.system("run " + data["other"])  #!
    if request.args.get("name") in KNOWN:
        os.system("run " + request.args.get("name"))
    return "done"


@app.route("/j")
def patterns():
    name = request.args["name"]
    os.system("run " + re.sub(r"[^a-z0-9_-]", "", name))
    os.system("run " + re.sub(r"\W+", "", name))
    os.system("run " + re.sub(r"[^a-z;]", "", name))  #!
    os.system("run " + re.sub(r"[a-z]", "", name))  #!
    os.system("run " + re.search(r"id=(\d+)", name).group(1))
    os.system("run " + re.search(r"id=(.*)", name).group(1))  #!
    return "done"
