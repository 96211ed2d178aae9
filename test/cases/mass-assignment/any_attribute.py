from flask import Flask, request
from flask_login import current_user

app = Flask(__name__)


@app.patch("/profile")
def profile():
    for key, value in request.get_json().items():
        if hasattr(current_user, key):
            setattr(current_user, key, value) #!
    return {"ok": True}


@app.patch("/name")
def name():
    for key, value in request.get_json().items():
        if hasattr(current_user, key) and key in {"name", "phone"}:
            setattr(current_user, key, value)
    return {"ok": True}
