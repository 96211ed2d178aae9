import subprocess

import flask

app = flask.Flask(__name__)


def show(path):
    subprocess.Popen("dotty %s" % path, shell=True)  #! medium


def draw(graph):
    path = graph.save()
    show(path)


def convert(path):
    subprocess.Popen("convert %s" % path, shell=True)  #! high


@app.route("/convert")
def convert_last():
    return convert(LAST.path)


def render(path):
    subprocess.Popen("render %s" % path, shell=True)  #! high
