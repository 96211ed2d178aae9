from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database import forgiving_scope, get_or_create, get_or_create_safely, session_scope
from models import User


def register(email, name):
    with session_scope() as session:
        if session.query(User).filter(User.email == email).first():
            raise ValueError(email)
        session.add(User(email=email, name=name)) #!


def register_or_tell(email, name):
    try:
        with session_scope() as session:
            session.add(User(email=email, name=name))
    except IntegrityError as error:
        raise ValueError(email) from error


def register_if_free(email, name):
    with forgiving_scope() as session:
        session.add(User(email=email, name=name))


def user_of(session: Session, email):
    return get_or_create(session, User, email=email) #!


def user_of_whoever_comes_first(session: Session, email):
    return get_or_create_safely(session, User, email=email)


def user_or_nothing(session: Session, email):
    try:
        return get_or_create(session, User, email=email)
    except IntegrityError:
        session.rollback()
        return None
