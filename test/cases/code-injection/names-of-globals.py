import _xxsubinterpreters
from flask import request


def call(interpreter, text):
    globals().get(request.args["name"])()  #!
    globals()[request.args["name"]]()  #!
    _xxsubinterpreters.run_string(interpreter, text)  #!
    _xxsubinterpreters.run_string(interpreter, "print(1)")
    globals().get("main")()
    return {"main": call}.get(request.args["name"])()
