import os

import dash
import uvicorn
from fastapi import FastAPI
from flask import Flask
from litestar import Litestar
from werkzeug.debug import DebuggedApplication

OPTIONS = {"debug": True, "host": "localhost"}
QUIET = {"debug": False}


def make():
    app = Flask(__name__)
    app.config.from_mapping(DEBUG=True, SECRET=os.environ["APP_SECRET"])  #!
    app.config.from_mapping({"DEBUG": True})  #!
    app.config.from_mapping(DEBUG=False)
    app.config.setdefault("DEBUG", True)  #!
    app.config.setdefault("DEBUG", os.environ.get("APP_DEBUG") == "1")
    setattr(app, "debug", True)  #!
    return app


def main(arguments):
    app = make()
    app.run(**OPTIONS)  #!
    app.run(**{"debug": True})  #!
    app.run(**QUIET)
    app.run(use_debugger=True)  #!
    FastAPI(**OPTIONS)  #!
    Litestar(debug=True)  #!
    DebuggedApplication(app, True)  #!
    uvicorn.run("shop:app", **{"reload": True})  #!
    uvicorn.Config("shop:app", reload=True)  #!
    uvicorn.Config("shop:app", reload=arguments.reload)
    page = dash.Dash(__name__)
    page.run_server(debug=True)  #!
    page.run_server()


def start(arguments, stage):
    app = make()
    if stage == "production":
        app.run()
    elif stage == "development":
        app.run(debug=True)
    elif stage != "test":
        app.run(debug=True)  #!
    if arguments.debug:
        app.debug = True
    else:
        app.debug = True  #!
