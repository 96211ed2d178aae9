# What runs before a view hands on to it.
from flask import Flask, g, redirect, request

app = Flask(__name__)


@app.before_request
def remember():
    g.target = request.args.get("to", "/")
    g.language = request.args.get("language", "en")
    g.home = "/topics"
    g.user_page = request.args.get("page")


@app.route("/leave")
def leave():
    return redirect(g.target)  #!


@app.route("/stay")
def stay():
    return redirect(g.home)


@app.route("/topics")
def topics():
    return redirect("/topics/" + g.language)


@app.route("/own")
def own():
    return redirect(g.user_page)
