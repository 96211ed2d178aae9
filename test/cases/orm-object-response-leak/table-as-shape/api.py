from fastapi import APIRouter
from sqlmodel import select

from .models import Boat, User, UserOut

router = APIRouter()


@router.get("/users", response_model=list[User]) #! high
def users(session):
    return session.exec(select(User)).all()


@router.get(
    "/users/{user_id}",
    response_model=User, #! high
)
def user(user_id: int, session):
    return session.get(User, user_id)


@router.get("/people", response_model=list[UserOut])
def people(session):
    return session.exec(select(User)).all()


@router.get("/crew", response_model=list[User], response_model_exclude={"password_hash"})
def crew(session):
    return session.exec(select(User)).all()


@router.get("/boats", response_model=list[Boat])
def boats(session):
    return session.exec(select(Boat)).all()
