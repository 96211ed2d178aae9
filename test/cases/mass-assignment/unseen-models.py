from flask import Flask, request
from models import Order
from shop.models import User

app = Flask(__name__)


@app.route("/users", methods=["POST"])
def create():
    User(**request.json)  #!
    Order(**request.get_json())  #!
    data = request.get_json()
    User(**data)  #!
    User(name=data["name"])
    Payload(**request.json)
    return ""
