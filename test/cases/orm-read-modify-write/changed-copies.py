import json

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import Session

db = SQLAlchemy()


class Board(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    pins = db.Column(db.Text)
    labels = db.Column(db.JSON)


def pin(key, note):
    board = Board.query.get(key)
    pins = json.loads(board.pins or "[]")
    pins.append(note)
    board.pins = json.dumps(pins) #! high
    db.session.commit()


def label(key, name, colour):
    board = db.session.get(Board, key)
    labels = dict(board.labels)
    labels[name] = colour
    board.labels = labels #! high
    db.session.commit()


def merge(key, more):
    board = db.session.get(Board, key)
    board.labels = {**(board.labels or {}), **more} #! high
    db.session.commit()


def drop(key, name):
    board = db.session.get(Board, key)
    labels = board.labels.copy()
    del labels[name]
    board.labels = labels #! high
    db.session.commit()


def locked(session: Session, key, note):
    board = session.scalars(select(Board).where(Board.id == key).with_for_update()).one()
    pins = json.loads(board.pins)
    pins.append(note)
    board.pins = json.dumps(pins)
    session.commit()


def replaced(key, pins):
    board = Board.query.get(key)
    old = json.loads(board.pins)
    board.pins = json.dumps(pins)
    db.session.commit()
    return old


def only_read(key):
    board = Board.query.get(key)
    pins = json.loads(board.pins)
    board.pins = json.dumps(pins, indent=2)
    db.session.commit()


def of_another(key, other):
    board = Board.query.get(key)
    labels = dict(Board.query.get(other).labels)
    labels["copied"] = "yes"
    board.labels = labels
    db.session.commit()


def made_here(note):
    board = Board(pins="[]")
    pins = json.loads(board.pins)
    pins.append(note)
    board.pins = json.dumps(pins)
    db.session.add(board)
    db.session.commit()
