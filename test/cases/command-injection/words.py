import subprocess

from flask import Flask, request

app = Flask(__name__)


def run_words(arguments):
    return subprocess.run(arguments, check=True)


def configure(parameters):
    subprocess.check_call(["net", "conf"] + parameters)


def start_any(arguments):
    return subprocess.run(arguments, check=True)  #!


def start_as(arguments):
    return subprocess.run(["sudo", "-u", "nobody"] + arguments, check=True)


@app.post("/members")
def add_member():
    run_words(["ldapadduser", request.form["name"], request.form["group"]])
    configure(["setparm", request.form["share"], "path", "/srv"])
    start_any([request.form["tool"], "--version"])
    return "done"
