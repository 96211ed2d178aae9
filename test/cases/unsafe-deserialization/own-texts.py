import base64
import pickle

import yaml
from flask import Flask, request

app = Flask(__name__)


@app.route("/a")
def answer():
    given = {"own": "a: 1", "sent": request.args["text"]}
    yaml.load(given["own"], Loader=yaml.Loader)
    yaml.load(given["sent"], Loader=yaml.Loader)  #! critical
    pickle.loads(base64.b64decode("gASVBQAAAAAAAABLAS4="))
    pickle.loads(base64.b64decode(request.cookies["state"]))  #! critical
    with open("state.bin", "rb") as handle:
        return pickle.loads(handle.read())  #! medium
