from flask import make_response

SAFE = {"secure": True, "httponly": True, "samesite": "Lax"}


def answer(given):
    response = make_response("")
    response.set_cookie("session", "x", **SAFE)
    response.set_cookie("session", "x", **given)
    weak = {"secure": False, "httponly": True, "samesite": "Lax"}
    response.set_cookie("session", "x", **weak)  #!
    short = dict(secure=True, samesite="Lax")
    response.set_cookie("session", "x", **short)  #!
    response.set_cookie("session", "x", httponly=True, **short)
    return response
