from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Guest


def invite(session: Session, email: str):
    guest = session.scalars(select(Guest).where(Guest.email == email)).first()
    if guest is None:
        session.add(Guest(email=email))  #! critical
        session.commit()


def load(session: Session, email: str):
    guest = session.scalars(select(Guest).where(Guest.email == email)).first()
    if guest is None:
        session.add(Guest(email=email))  #! high
        session.commit()
