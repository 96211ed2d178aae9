from flask import Flask
from werkzeug.debug import DebuggedApplication

app = Flask(__name__)


def wrap(app, mode):
    if app.debug and mode != "threading":
        return DebuggedApplication(app, evalex=True)
    return DebuggedApplication(app, evalex=True)  #! high
