import jinja2
from flask import Flask, make_response, render_template_string, request
from jinja2 import Environment
from mako.template import Template
from markupsafe import Markup

app = Flask(__name__)
Environment() #!
jinja2.Environment(autoescape=False) #!
Template('<b>x</b>') #!


@app.route('/hello/<name>')
def hello(name):
    Markup('<i>' + name + '</i>') #!
    render_template_string('Hello ' + request.args['x']) #!
    make_response('<p>' + name) #!
    return f'<h1>Hello {name}</h1>' #!
