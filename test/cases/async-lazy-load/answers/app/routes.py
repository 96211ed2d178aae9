from typing import Annotated, Optional

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import selectinload

from app.models import Author, Book
from app.schemas import AuthorBase, AuthorCard, AuthorWithBooks, AuthorWithProfile, BookOut

engine = create_async_engine("postgresql+asyncpg://db/shop")
factory = async_sessionmaker(engine, expire_on_commit=False)
router = APIRouter(prefix="/authors")


async def get_session():
    async with factory() as session:
        yield session


Db = Annotated[AsyncSession, Depends(get_session)]


@router.get("/{author_id}", response_model=AuthorWithBooks)
async def one(author_id: int, session: Db):
    author = await session.get(Author, author_id)
    if author is None:
        raise HTTPException(404)
    return author  #!


@router.get("/by-name/{name}")
async def by_name(name: str, session: Db) -> Optional[AuthorWithBooks]:
    result = await session.execute(select(Author).where(Author.name == name))
    return result.scalar_one_or_none()  #!


@router.get("/", response_model=list[AuthorWithBooks])
async def all_of_them(session: Db):
    result = await session.execute(select(Author).order_by(Author.id).limit(50))
    return result.scalars().all()  #!


@router.post("/", response_model=AuthorWithBooks, status_code=201)
async def make(data: AuthorBase, session: Db):
    author = Author(name=data.name)
    session.add(author)
    await session.commit()
    await session.refresh(author)
    return author  #!


@router.get("/{author_id}/dump")
async def dump(author_id: int, session: Db):
    author = await session.get(Author, author_id)
    return AuthorWithBooks.model_validate(author)  #!


@router.get("/dumps/all")
async def dumps(session: Db):
    authors = (await session.scalars(select(Author).order_by(Author.id).limit(50))).all()
    return [AuthorWithBooks.from_orm(author) for author in authors]  #!


# What is quiet: loaded with the query, by the relationship itself, or not asked for.


@router.get("/{author_id}/loaded", response_model=AuthorWithBooks)
async def loaded(author_id: int, session: Db):
    query = select(Author).where(Author.id == author_id).options(selectinload(Author.books))
    return (await session.execute(query)).scalar_one()


@router.get("/{author_id}/with-option", response_model=AuthorWithBooks)
async def with_option(author_id: int, session: Db):
    return await session.get(Author, author_id, options=[selectinload(Author.books)])


@router.get("/{author_id}/profile", response_model=AuthorWithProfile)
async def profile(author_id: int, session: Db):
    return await session.get(Author, author_id)


@router.get("/{author_id}/base", response_model=AuthorBase)
async def base(author_id: int, session: Db):
    return await session.get(Author, author_id)


@router.get("/{author_id}/refreshed", response_model=AuthorWithBooks)
async def refreshed(author_id: int, session: Db):
    author = await session.get(Author, author_id)
    await session.refresh(author, attribute_names=["books"])
    return author


@router.post("/with-books", response_model=AuthorWithBooks)
async def with_books(data: AuthorWithBooks, session: Db):
    author = Author(name=data.name, books=[Book(title=one.title) for one in data.books])
    session.add(author)
    await session.commit()
    return author


@router.get("/{author_id}/card", response_model=AuthorCard)
async def card(author_id: int, session: Db):
    author = await session.get(Author, author_id)
    return AuthorCard(name=author.name, books=await count(session, author))


@router.get("/{author_id}/dict", response_model=AuthorWithBooks)
async def as_dict(author_id: int, session: Db):
    author = await session.get(Author, author_id)
    books = (await session.scalars(select(Book).where(Book.author_id == author.id))).all()
    return {"id": author.id, "name": author.name, "books": books}


@router.get("/{author_id}/books", response_model=list[BookOut])
async def books_of(author_id: int, session: Db):
    return (await session.scalars(select(Book).where(Book.author_id == author_id).limit(9))).all()


@router.get("/none", response_model=None)
async def none(session: Db) -> AuthorWithBooks:
    return await session.get(Author, 1)


async def count(session: AsyncSession, author: Author) -> int:
    return len((await session.scalars(select(Book.id).where(Book.author_id == author.id))).all())
