from flask import Blueprint, request

from app import db

bp = Blueprint("desk", __name__)


def contains(column, term):
    return f"{column} LIKE '%{term.strip()}%'" #! high


def conditions(q, state, number):
    parts = ["a.archived = 0"]
    if q:
        parts.append(f"(a.title ILIKE '%{q}%' OR a.text ILIKE '%{q}%')") #! high
    if state:
        parts.append(f"a.state = '{state}'") #! high
    if number:
        parts.append(f"a.number = {int(number)}")
    return " AND ".join(parts)


@bp.get("/search")
def search():
    where = contains("v.name", request.args.get("q", ""))
    more = conditions(request.args["q"], request.args["state"], request.args["number"])
    return db.rows(" AND ".join([where, more]))


# Bound, constant, or a text that somebody reads.
SQL = "SELECT id FROM boats WHERE name = ?"
SUFFIX = "ab"


def bound(column):
    return f"{column} LIKE ?"


def constant():
    return f"name LIKE '%{SUFFIX}%'"


def told(state):
    raise ValueError(f"unknown state = '{state}'")


def shown(lines, state):
    lines.append(f"state = '{state}'")
    return f"I like '{state}'"


def liked(name):
    print(f"they all like '{name}'")


# The statement itself is told where it runs, once.
def listed(q):
    return db.rows([f"SELECT id FROM boats WHERE id > 0 AND name LIKE '{SUFFIX}%'"])
