from werkzeug.debug import DebuggedApplication
from werkzeug.serving import run_simple


def wrap_for_debugging(app):
    return DebuggedApplication(app, evalex=True)  #! medium


def serve(app):
    run_simple("localhost", 5000, app, use_debugger=True)  #! high
