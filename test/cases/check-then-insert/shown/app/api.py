import click
from fastapi import Depends, FastAPI
from sqlalchemy.orm import Session

from .db import get_session
from .guests import invite, load

app = FastAPI()


@app.post("/guests")
def add_guest(email: str, session: Session = Depends(get_session)):
    invite(session, email)


@click.command()
def fill():
    with get_session() as session:
        load(session, "a@b.c")
