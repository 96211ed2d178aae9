"""Paths that were resolved and then looked at as text, or by the folders that they lie in."""

import os
from pathlib import Path

from flask import Flask, request

app = Flask(__name__)
BASE = Path("/srv/files")


@app.route("/a")
def as_text():
    path = (BASE / request.args["file"]).resolve()
    if not str(path).startswith(str(BASE)):
        return "no"
    return path.read_text()


@app.route("/b")
def parents():
    path = (BASE / request.args["file"]).resolve()
    if BASE not in path.parents:
        return "no"
    return path.read_text()


@app.route("/c")
def untested():
    path = (BASE / request.args["file"]).resolve()
    print(str(path), path.parents)
    return path.read_text()  #!


@app.route("/d")
def item():
    options = request.get_json()
    if options["file"] not in os.listdir(BASE):
        return "no"
    open(os.path.join(BASE, options["file"]))
    return open(os.path.join(BASE, options["other"])).read()  #!
