from flask import Flask, Markup, request

app = Flask(__name__)


@app.route("/a")
def a():
    return Markup("<b>%s</b>") % request.args["name"]


@app.route("/b")
def b():
    return Markup("<b>{}</b>").format(request.args["name"])


@app.route("/c")
def c():
    return "<b>%s</b>" % request.args["name"]  #!


@app.route("/d")
def d():
    return Markup("<b>%s</b>" % request.args["name"])  #!
