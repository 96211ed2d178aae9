# Books quotas: no transaction of a database is left open by a failure.
import logging

import quota
from sqlalchemy.orm import sessionmaker

QUOTAS = quota.QUOTAS
Session = sessionmaker()


def release(context, size):
    try:
        reservations = QUOTAS.reserve(context, gigabytes=-size)
        QUOTAS.commit(context, reservations)
    except Exception:
        logging.exception("not booked")


def save(session: "Session", row):
    session.add(row)
    try:
        session.commit()
    except Exception:  #!
        logging.exception("not saved")
    return row


def save_all(session: "Session", rows):
    session.add_all(rows)
    try:
        session.flush()
    except Exception:  #!
        logging.exception("not saved")
    return rows


def saved(session: "Session", row):
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
    return row
