from sqlalchemy import text
from sqlalchemy.orm import Session


def hold(session: Session, number: int) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
