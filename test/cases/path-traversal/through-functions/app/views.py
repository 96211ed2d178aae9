from flask import Flask, request

from app.files import Export, read, read_inside, read_own, safe_target, target

app = Flask(__name__)


def wanted():
    return request.args.get("name")


@app.route("/a")
def a():
    return read(target(wanted()))


@app.route("/b")
def b():
    return read_own(safe_target(wanted()))


@app.route("/c")
def c():
    return read_inside(wanted())


@app.route("/d")
def d():
    Export(request.args["file"]).write("x")
    with open("/srv/" + wanted()) as file:  #!
        return file.read()
