import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.before_request
def ovens_only():
    if request.headers.get("X-Oven") != os.environ["OVEN_KEY"]: #!
        abort(403)


@app.get("/region")
def region():
    return str(request.headers.get("X-Region") == os.environ["REGION"])


@app.get("/version")
def version():
    return str(os.environ["OLD_KEY"] == os.environ["NEW_KEY"])
