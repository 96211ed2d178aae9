# A test of a value holds in its branch, behind the branch that leaves, and until the next assignment.
import logging
import sqlite3

from flask import request

COLUMNS = ("name", "created")
db = sqlite3.connect("notes.db")
log = logging.getLogger(__name__)


def by_choice():
    column = request.args["column"]
    known = column if column in COLUMNS else "name"
    db.execute("SELECT * FROM notes ORDER BY " + known)
    db.execute("SELECT * FROM notes ORDER BY " + ("name" if column not in COLUMNS else column))
    unknown = column if column not in COLUMNS else "name"
    db.execute("SELECT * FROM notes ORDER BY " + unknown)  #!
    db.execute("SELECT * FROM notes ORDER BY " + column)  #!


def by_branch():
    column = request.args["column"]
    if column in COLUMNS:
        db.execute("SELECT * FROM notes ORDER BY " + column)
    else:
        db.execute("SELECT * FROM notes ORDER BY " + column)  #!


def by_words():
    column = request.args["column"]
    if column == "name":
        db.execute("SELECT * FROM notes ORDER BY " + column)
    elif column == "created" or column == "changed":
        db.execute("SELECT * FROM notes ORDER BY " + column)
    else:
        db.execute("SELECT * FROM notes ORDER BY " + column)  #!


def by_refused_words():
    column = request.args["column"]
    if column != "name" and column != "created":
        return None
    return db.execute("SELECT * FROM notes ORDER BY " + column)


def until_the_next_assignment():
    column = request.args["column"]
    if column not in COLUMNS:
        return None
    db.execute("SELECT * FROM notes ORDER BY " + column)
    column = request.args["second"]
    return db.execute("SELECT * FROM notes ORDER BY " + column)  #!


def replaced():
    column = request.args["column"]
    if column not in COLUMNS:
        column = "name"
    return db.execute("SELECT * FROM notes ORDER BY " + column)


def told_only():
    column = request.args["column"]
    if column not in COLUMNS:
        log.warning("unknown column")
    return db.execute("SELECT * FROM notes ORDER BY " + column)  #!


def refused_by_a_call(abort):
    column = request.args["column"]
    if column not in COLUMNS:
        abort(400)
    return db.execute("SELECT * FROM notes ORDER BY " + column)


def by_answer():
    column = request.args["column"]
    is_known = column in COLUMNS
    if not is_known:
        return None
    return db.execute("SELECT * FROM notes ORDER BY " + column)


def by_answer_that_nobody_reads():
    column = request.args["column"]
    is_known = column in COLUMNS
    db.execute("SELECT * FROM notes ORDER BY " + column)  #!
    return is_known


def each_of_several():
    columns = [one for one in request.args.getlist("column") if one in COLUMNS]
    db.execute("SELECT " + ", ".join(columns) + " FROM notes")
    others = [one for one in request.args.getlist("column") if one not in COLUMNS]
    db.execute("SELECT " + ", ".join(others) + " FROM notes")  #!
    filled = [one for one in request.args.getlist("column") if one]
    db.execute("SELECT " + ", ".join(filled) + " FROM notes")  #!
    given = {key: value for key, value in request.args.items() if key in COLUMNS}
    tests = " AND ".join(f"{key} = ?" for key in given)
    db.execute("SELECT * FROM notes WHERE " + tests, list(given.values()))


def all_of_them():
    columns = request.args.getlist("column")
    if any(one not in COLUMNS for one in columns):
        return
    db.execute("SELECT " + ", ".join(columns) + " FROM notes")
    more = request.args.getlist("more")
    if not set(more) <= set(COLUMNS):
        return
    db.execute("SELECT " + ", ".join(more) + " FROM notes")
    letters = "".join(c for c in request.args["letters"] if c.isalnum())
    db.execute("SELECT " + letters + " FROM notes")
    if not all(c.isalnum() for c in request.args["word"]):
        return
    db.execute("SELECT " + request.args["word"] + " FROM notes")


def numbers():
    count = request.args.get("count", 10, int)
    db.execute(f"SELECT * FROM notes LIMIT {count}")
    name = request.args.get("name", "x", str)
    db.execute(f"SELECT * FROM notes WHERE name = '{name}'")  #!
