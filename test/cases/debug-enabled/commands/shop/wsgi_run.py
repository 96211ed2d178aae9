from werkzeug.serving import run_simple


def serve(handler):
    run_simple("0.0.0.0", 8000, handler, use_debugger=True)  #! high
