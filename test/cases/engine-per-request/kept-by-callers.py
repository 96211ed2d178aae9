"""A function that makes an engine for another one, which keeps it."""
from flask import Flask
from sqlalchemy import create_engine

app = Flask(__name__)
_kept = None


def _engine():
    return create_engine("postgresql://db")


def engine():
    global _kept
    if _kept is None:
        _kept = _engine()
    return _kept


def _fresh():
    return create_engine("postgresql://db")  #!


@app.get("/a")
def kept():
    return str(engine())


@app.get("/b")
def fresh():
    return str(_fresh())
