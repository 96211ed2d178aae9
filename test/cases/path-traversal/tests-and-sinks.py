import glob
import os

from flask import Flask, request, send_from_directory

app = Flask(__name__)
BASE = "/srv/files"


@app.route("/common")
def common():
    path = os.path.realpath(os.path.join(BASE, request.args["file"]))
    if os.path.commonpath([path, BASE]) != BASE:
        return "no"
    return open(path).read()


@app.route("/prefix")
def prefix():
    path = os.path.join(BASE, request.args["file"])
    if not path.startswith(BASE):
        return "no"
    return open(path).read()  #!


@app.route("/resolved")
def resolved():
    path = os.path.normpath(os.path.join(BASE, request.args["file"]))
    if not path.startswith(BASE):
        return "no"
    return open(path).read()


@app.route("/upload", methods=["POST"])
def upload():
    posted = request.files["document"]
    posted.save(os.path.join(BASE, posted.filename))  #!
    model = load()
    model.save(os.path.join(BASE, "model"))
    return "done"


@app.route("/sinks")
def sinks():
    name = request.args["file"]
    glob.glob(name)  #!
    os.stat(os.path.join(BASE, name))  #!
    send_from_directory(BASE, name)
    return send_from_directory(name, "index.html")  #!
