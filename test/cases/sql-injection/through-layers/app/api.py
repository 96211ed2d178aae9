from flask import Flask, request

from app.service import UserService

app = Flask(__name__)
service = UserService(None)


@app.route("/users")
def users():
    service.listing(request.args["order"])
    service.look_up_id(request.args["id"])
    return service.look_up(request.args["q"])


@app.route("/report")
def report():
    return service.report(request.form["statement"])
