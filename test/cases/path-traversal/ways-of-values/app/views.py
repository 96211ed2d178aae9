from fastapi import FastAPI, Request
from flask import Flask, request

app = Flask(__name__)
api = FastAPI()


def by_keyword(**options):
    return open(options["name"])  #!


def by_rest(mode, *names):
    return open(names[0], mode)  #!


def by_item(options):
    return open(options["name"])  #!


def by_loop(names):
    for name in names:
        open(name)  #!


def numbered(number: int):
    return open(f"/srv/{number}")


def own_only(name):
    return open(name)


def each(name):
    yield name


@app.route("/a")
def a():
    by_keyword(name=request.args["name"])
    by_rest("r", request.args["name"])
    by_item({"name": request.args["name"]})
    by_loop([request.args["name"], "fixed"])
    numbered(request.args["number"])
    for name in each(request.args["name"]):
        open(name)  #!
    name = request.args["name"]
    if name == "a":
        own_only(name)
    if name != "b":
        return "no"
    own_only(name)
    return "done"


@api.post("/b")
async def b(body: Request):
    data = await body.json()
    return open(data["name"])  #!
