"""Functions that test what they are given, in this file and in another one."""
import os
import re

from flask import Flask, abort, request

from tests_of_texts import is_host, require_host, seems_fine

app = Flask(__name__)
KNOWN = ("a.example", "b.example")


def is_listed(name):
    return name in KNOWN


def is_strange(name):
    return not re.fullmatch(r"[a-z.]+", name)


def note(name):
    if name in KNOWN:
        print("known")
    return name


@app.route("/a")
def listed():
    name = request.args["name"]
    if not is_listed(name):
        abort(400)
    os.system("ping " + name)
    return "done"


@app.route("/b")
def strange():
    name = request.args["name"]
    if is_strange(name):
        return "no"
    os.system("ping " + name)
    return "done"


@app.route("/c")
def from_elsewhere():
    name = request.args["name"]
    if is_host(name):
        os.system("ping " + name)
    require_host(name)
    os.system("ping -c 1 " + name)
    return "done"


@app.route("/d")
def only_noted():
    name = request.args["name"]
    note(name)
    os.system("ping " + name)  #!
    return "done"


@app.route("/e")
def other_branch():
    name = request.args["name"]
    if is_listed(name):
        return "known"
    os.system("ping " + name)  #!
    return "done"


@app.route("/f")
def of_something_else():
    name = request.args["name"]
    if not seems_fine(name):
        abort(400)
    os.system("ping " + name)  #!
    return "done"


@app.route("/g")
def under_a_name():
    name = request.args["name"]
    allowed = name in KNOWN
    if not allowed:
        abort(400)
    os.system("ping " + name)
    return "done"
