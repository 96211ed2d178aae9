import html

from flask import Flask, request

from app.pages import page, row, rows

app = Flask(__name__)


def heading():
    return "<h1>" + request.args["title"] + "</h1>"


@app.route("/a")
def a():
    return page(request.args["body"])  #!


@app.route("/b")
def b():
    return heading()  #!


@app.route("/c")
def c():
    return row(request.args["name"])


@app.route("/d")
def d():
    return rows(request.args["name"])


@app.route("/e")
def e():
    return page(html.escape(request.args["body"]))


@app.route("/f")
def f():
    return page("fixed")
