from datetime import UTC, datetime

from fastapi import HTTPException
from flask import abort, jsonify
from models import Seat
from sqlalchemy.orm import Session


def claim(session: Session, key: int, member: int):
    seat = session.get(Seat, key)
    if not seat.is_free:
        abort(409)
    seat.is_free = False  #!
    session.commit()


def take(session: Session, key: int, member: int):
    seat = session.get(Seat, key)
    if seat.taken_by is not None:
        raise HTTPException(status_code=409)
    seat.taken_by = member  #!
    session.commit()


def close(session: Session, key: int):
    seat = session.get(Seat, key)
    if seat.closed_at:
        return jsonify(error="closed"), 409
    seat.closed_at = datetime.now(UTC)  #!
    session.commit()
    return jsonify(ok=True)


def claim_locked(session: Session, key: int, member: int):
    seat = session.get(Seat, key, with_for_update=True)
    if not seat.is_free:
        abort(409)
    seat.is_free = False
    session.commit()


def name_it(session: Session, key: int):
    seat = session.get(Seat, key)
    if not seat.label:
        seat.label = f"seat {key}"
    session.commit()


def close_once(session: Session, key: int):
    seat = session.get(Seat, key)
    if seat.closed_at:
        return
    seat.closed_at = datetime.now(UTC)
    session.commit()


def rename(session: Session, key: int, label: str):
    seat = session.get(Seat, key)
    if not label:
        raise ValueError(label)
    seat.label = label
    session.commit()


def move(session: Session, key: int, member: int):
    seat = session.get(Seat, key)
    if seat.closed_at is not None:
        raise ValueError(key)
    seat.label = "moved"
    session.commit()
