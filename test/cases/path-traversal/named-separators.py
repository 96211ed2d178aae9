from flask import Flask, request

app = Flask(__name__)

SEPARATOR = "/"
NOTHING = ""
OTHER = "-"


@app.get("/last")
def last():
    name = request.args["name"].rsplit(SEPARATOR, 1)[-1]
    with open("/srv/notes/" + name) as file:
        return file.read()


@app.get("/without")
def without():
    name = request.args["name"].replace(SEPARATOR, NOTHING)
    with open("/srv/notes/" + name) as file:
        return file.read()


@app.get("/other")
def other():
    name = request.args["name"].rsplit(OTHER, 1)[-1]
    with open("/srv/notes/" + name) as file:  #!
        return file.read()
