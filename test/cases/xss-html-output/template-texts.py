# Texts of templates: the client must not write them, escaping them for HTML does not help.
import bottle
import tornado.template
from Cheetah.Template import Template as Sheet
from django.template import Engine, engines
from flask import Flask, escape, render_template_string, request
from jinja2 import Environment

app = Flask(__name__)
env = Environment(autoescape=True)
PAGES = {"a": "<b>{{ word }}</b>"}


@app.route("/texts")
def texts():
    text = request.args["text"]
    env.from_string(text)  #! high
    Environment(autoescape=True).from_string("<p>" + text)  #! high
    app.jinja_env.from_string(text)  #! high
    engines["django"].from_string(text)  #! high
    tornado.template.Template(text)  #! high
    bottle.template(text)  #! high
    bottle.SimpleTemplate(text)  #! high
    Sheet(text)  #! high
    render_template_string("<p>%s</p>" % escape(text))  #! high
    Engine(autoescape=False)  #!
    return ""


@app.route("/values")
def values():
    text = request.args["text"]
    env.from_string("<p>{{ text }}</p>").render(text=text)
    env.from_string(PAGES.get(text, "")).render(word=text)
    bottle.template("<p>{{text}}</p>", text=text)
    Engine(autoescape=True)
    return render_template_string("<p>{{ text }}</p>", text=text)


@app.route("/declared")
def declared():
    text = request.args["text"]
    render_template_string("<p>{{ text }} {{ note|safe }}</p>", text=text, note="<br>")
    return render_template_string("<p>{{ text|safe }}</p>", text=text)  #! high


@app.errorhandler(400)
def refused(error):
    return "<p>" + request.args["text"] + "</p>", 400  #! high


@app.errorhandler(404)
def missing(error):
    return "<p>" + escape(request.args["text"]) + "</p>", 404
