from flask import Flask, make_response, request

app = Flask(__name__)


@app.route("/errors")
def errors():
    document = {"errors": [{"detail": request.args["name"]}]}
    return make_response(document, 400)


@app.route("/names")
def names():
    return make_response([request.args["name"]])


@app.route("/hello")
def hello():
    return make_response("<p>%s</p>" % request.args["name"])  #!
