# Names that a client sends, set one by one: that there is such an attribute is no choice.
from flask import Flask, request
from flask_login import current_user

app = Flask(__name__)
OPEN = {"nickname", "about"}


@app.patch("/profile")
def patch_profile():
    for key, value in request.get_json().items():
        if hasattr(current_user, key):
            setattr(current_user, key, value)  #!
    return {"ok": True}


@app.put("/profile")
def put_profile():
    for key, value in request.get_json().items():
        if not hasattr(current_user, key):
            continue
        setattr(current_user, key, value)  #!
    return {"ok": True}


@app.patch("/about")
def patch_about():
    for key, value in request.get_json().items():
        if hasattr(current_user, key) and key in OPEN:
            setattr(current_user, key, value)
    return {"ok": True}


@app.patch("/nickname")
def patch_nickname():
    for key, value in request.get_json().items():
        if key not in OPEN:
            continue
        setattr(current_user, key, value)
    return {"ok": True}
