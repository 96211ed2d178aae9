from django.template import Template as DjangoTemplate
from flask import Flask, jsonify, request
from jinja2 import Template

app = Flask(__name__)


@app.route("/a")
def a():
    return request.args.get("name", "")  #!


@app.route("/b")
def b():
    return "<b>" + request.args["name"] + "</b>", 400  #!


@app.route("/c")
def c():
    return Template("<b>" + request.args["name"]).render()  #!


@app.route("/d")
def d():
    return jsonify(request.args), 400


@app.route("/e")
def e():
    return request.json


@app.route("/f")
def f():
    return Template("<b>{{ name }}</b>").render(name=1)


def view(request):
    return DjangoTemplate("Hello " + request.GET["name"])  #!


@app.route("/g")
def g():
    return {"name": request.args["name"]}, 200
