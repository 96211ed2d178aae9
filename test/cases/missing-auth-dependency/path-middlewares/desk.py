from flask import Flask, abort, request, session
from flask_login import login_required

app = Flask(__name__)


@app.before_request
def staff_only():
    if request.path.startswith("/staff/") and not session.get("staff"):
        abort(403)


@app.get("/mine")
@login_required
def mine():
    return "mine"


@app.post("/staff/crates/<int:crate_id>/empty")
def empty(crate_id):
    return str(crate_id)
