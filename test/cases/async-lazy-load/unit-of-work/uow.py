from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import selectinload

from models import Author, Book


class BookRepository:
    def __init__(self, session: AsyncSession):
        self._session = session

    async def get(self, book_id: int) -> Book | None:
        stmt = select(Book).where(Book.id == book_id)
        return (await self._session.execute(stmt)).scalar_one_or_none()

    async def full(self, book_id: int) -> Book | None:
        stmt = select(Book).where(Book.id == book_id).options(selectinload(Book.author))
        return (await self._session.execute(stmt)).scalar_one_or_none()

    async def all(self) -> list[Book]:
        return list((await self._session.scalars(select(Book))).all())


class UnitOfWork:
    def __init__(self, factory: async_sessionmaker):
        self._factory = factory

    async def __aenter__(self) -> 'UnitOfWork':
        self.session: AsyncSession = self._factory()
        self.books = BookRepository(self.session)
        return self

    async def __aexit__(self, *args):
        await self.session.close()


async def author_name(uow: UnitOfWork, book_id: int):
    async with uow:
        book = await uow.books.get(book_id)
        return book.author.name  #!


async def author_name_full(uow: UnitOfWork, book_id: int):
    async with uow:
        book = await uow.books.full(book_id)
        return book.author.name


async def create(uow: UnitOfWork, title: str, author_id: int):
    async with uow:
        book = Book(title=title, author_id=author_id)
        uow.session.add(book)
        await uow.session.flush()
        return {'id': book.id, 'author': book.author.name}  #!


async def create_with(uow: UnitOfWork, title: str, author: Author):
    async with uow:
        book = Book(title=title, author=author)
        uow.session.add(book)
        await uow.session.flush()
        return {'id': book.id, 'author': book.author.name}


async def direct(session: AsyncSession, key: int):
    author = await session.get(Author, key)
    await session.commit()
    return [book.title for book in author.books]  #!


async def begin(factory: async_sessionmaker, key: int):
    async with factory.begin() as session:
        author = await session.get(Author, key)
        for book in author.books:  #!
            print(book.title)
