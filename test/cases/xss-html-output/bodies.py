"""Answers that are given their text after they were made."""

from django.http import HttpResponse
from flask import Flask, make_response, request

app = Flask(__name__)


@app.route("/a")
def data():
    name = request.args["name"]
    response = make_response()
    response.data = "<b>" + name + "</b>"  #!
    return response


@app.route("/b")
def set_data():
    response = make_response("")
    response.set_data(f"<b>{request.args['name']}</b>")  #!
    return response


@app.route("/c")
def plain():
    response = make_response("")
    response.content_type = "text/plain"
    response.data = request.args["name"]
    return response


def view(request):
    response = HttpResponse()
    response.write("<b>" + request.GET["name"] + "</b>")  #!
    other = HttpResponse(content_type="text/csv")
    other.write(request.GET["name"])
    with open("log", "w") as log:
        log.write(request.GET["name"])
    return response


@app.route("/d")
def parts():
    out = []
    out.append("<ul>")
    out.append("<li>" + request.args["name"] + "</li>")
    return "".join(out)  #!


@app.route("/e")
def replaced():
    name = request.args["name"]
    return "<b>" + name.replace("<", "&lt;") + "</b>"
