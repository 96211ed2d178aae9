"""Text that stays one literal, and text that does not."""

from flask import Flask, request

app = Flask(__name__)


@app.route("/a")
def quoted():
    text = request.args["text"]
    if not text.startswith("'") or not text.endswith("'") or "'" in text[1:-1]:
        return "no"
    return str(eval(text))


@app.route("/b")
def half_quoted():
    text = request.args["text"]
    if not text.startswith("'") or not text.endswith("'"):
        return "no"
    return str(eval(text))  #!


@app.route("/c")
def compiled():
    text = request.args["text"]
    exec(compile(text, "<text>", "exec"))  #! critical
    exec(compile("a = 1", "<text>", "exec"))
    eval("len(" + repr(text) + ")")
    eval("len('" + text + "')")  #! critical
    return "done"
