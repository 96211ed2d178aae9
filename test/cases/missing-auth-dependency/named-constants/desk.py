from flask import Flask, abort, redirect, request, session, url_for
from flask_login import login_required

app = Flask(__name__)

DESK = "/desk/"
OPEN_PATHS = {"/prices", "/hours"}
CALLER = "caller"
SIGN_IN = "login"
UNKNOWN = 401


@app.before_request
def known_at_the_desk():
    if request.path.startswith(DESK) and not session.get(CALLER):
        abort(UNKNOWN)


@app.get("/mine")
@login_required
def mine():
    return "mine"


@app.post("/desk/lamps/<int:lamp_id>/sell")
def sell(lamp_id):
    return str(lamp_id)


@app.post("/lamps/<int:lamp_id>/dim")
def dim(lamp_id):
    if CALLER not in session:
        return redirect(url_for(SIGN_IN))
    return str(lamp_id)


@app.post("/lamps/<int:lamp_id>/drop")  #!
def drop(lamp_id):
    return str(lamp_id)
