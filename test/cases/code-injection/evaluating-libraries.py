# Libraries that evaluate what they read.
import js2py
import sympy
from flask import request


def solve():
    return str(sympy.sympify(request.args["formula"]))  #!


def known():
    return str(sympy.sympify("x**2 + 1"))


def script():
    return js2py.eval_js(f"{request.form['code']} f()")  #!


def own_script(text):
    return js2py.eval_js(text)
