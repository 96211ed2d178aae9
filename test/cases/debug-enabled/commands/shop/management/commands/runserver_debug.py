from werkzeug.debug import DebuggedApplication
from werkzeug.serving import run_simple


def inner_run(handler):
    handler = DebuggedApplication(handler, True)  #! medium
    run_simple("localhost", 8000, handler, use_debugger=True)  #! medium
