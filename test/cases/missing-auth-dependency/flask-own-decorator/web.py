from functools import wraps

from flask import Flask, redirect, request, session, url_for

app = Flask(__name__)


def signed_in(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if "user" not in session:
            return redirect(url_for("login", next=request.path))
        return view(*args, **kwargs)

    return inner


def counted(view):
    @wraps(view)
    def inner(*args, **kwargs):
        app.logger.info("called")
        return view(*args, **kwargs)

    return inner


@app.route("/stock/<sku>")
@signed_in
def show(sku):
    return sku


@app.route("/stock/<sku>/take", methods=["POST"])
@signed_in
def take(sku):
    return sku


@app.route("/stock/<sku>", methods=["DELETE"])  #!
@counted
def delete(sku):
    return sku


@app.route("/login", methods=["POST"])
def login():
    return "ok"
