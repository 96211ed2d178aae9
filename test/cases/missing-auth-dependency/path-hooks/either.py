from flask import Flask, abort, request, session
from flask_login import login_required

app = Flask(__name__)


@app.before_request
def known_only():
    if request.path.startswith("/staff/") or not session.get("member"):
        abort(401)


@app.get("/crates/mine")
@login_required
def mine():
    return "mine"


@app.post("/crates/<int:crate_id>/empty")
def empty(crate_id):
    return str(crate_id)
