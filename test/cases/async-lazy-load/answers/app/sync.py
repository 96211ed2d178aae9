from fastapi import APIRouter, Depends
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from app.models import Author
from app.schemas import AuthorWithBooks

engine = create_engine("postgresql://db/shop")
factory = sessionmaker(engine)
router = APIRouter(prefix="/old")


def get_session():
    with factory() as session:
        yield session


@router.get("/{author_id}", response_model=AuthorWithBooks)
def one(author_id: int, session: Session = Depends(get_session)):
    return session.get(Author, author_id)


@router.get("/", response_model=list[AuthorWithBooks])
def some(session: Session = Depends(get_session)):
    return session.scalars(select(Author).limit(10)).all()
