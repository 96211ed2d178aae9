from fastapi import FastAPI, Query
from flask import request
from sqlalchemy import select

app = FastAPI()


def pending(db, size):
    page = max(request.args.get("page", 1, type=int), 1)
    return db.rows(
        "SELECT * FROM permits ORDER BY id LIMIT ? OFFSET ?",
        (size, page * size), #! medium
    )


@app.get("/boats")
def boats(session, page: int = 1, page_size: int = 20):
    return session.scalars(select(Boat).order_by(Boat.id).offset(page * page_size).limit(page_size)) #! medium


@app.get("/masts")
def masts(session, page: int = Query(1, ge=1), per_page: int = 20):
    offset = page * per_page #! medium
    return session.scalars(select(Mast).order_by(Mast.id).offset(offset).limit(per_page))


# Pages that begin with 0, and those that take one off.
@app.get("/sails")
def sails(session, page: int = 0, page_size: int = 20):
    return session.scalars(select(Sail).order_by(Sail.id).offset(page * page_size).limit(page_size))


@app.get("/ropes")
def ropes(session, page: int = 1, page_size: int = 20):
    offset = (page - 1) * page_size
    return session.scalars(select(Rope).order_by(Rope.id).offset(offset).limit(page_size))


@app.get("/oars")
def oars(session, page: int = Query(1, ge=1), page_size: int = 20):
    page -= 1
    offset = page * page_size
    return session.scalars(select(Oar).order_by(Oar.id).offset(offset).limit(page_size))


# The end of the page, and where the next one begins.
def shown(rows, page: int = 1, size: int = 10):
    end = page * size
    next_start = page * size
    return rows[end - size:end], next_start


def seen(page: int = 1, size: int = 10):
    print(f"{page * size} rows seen")
