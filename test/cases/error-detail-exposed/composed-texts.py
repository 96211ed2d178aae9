# The text of an exception, put together in a name before it is sent.
import logging

from flask import Flask, Response

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.route("/sent")
def sent():
    try:
        work()
    except Exception as error:
        text = f"failed: {error}"
        return Response(text, status=500)  #!


@app.route("/summed")
def summed():
    try:
        work()
    except Exception as error:
        text = "failed: " + str(error)
        return text, 500  #!


@app.route("/logged")
def logged():
    try:
        work()
    except Exception as error:
        text = f"failed: {error}"
        log.error(text)
        answer = f"failed, ask {app.name}"
        return Response(answer, status=500)


def work():
    raise RuntimeError
