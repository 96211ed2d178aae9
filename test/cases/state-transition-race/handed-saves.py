"""Rows that functions save which do nothing else, and sessions that they commit."""
from django.shortcuts import get_object_or_404
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Order, Post, Review


def keep(row):
    """Saves the row."""
    row.save()


def keep_by_name(*, row):
    return keep(row)


def keep_if(row, wanted):
    if wanted:
        row.save()


async def finish(session: AsyncSession):
    try:
        await session.commit()
    except Exception:
        await session.rollback()
        raise


class Reviews:
    def __init__(self, session: AsyncSession):
        self._session = session

    async def _finish(self):
        await self._session.commit()

    async def accept(self, key):
        result = await self._session.execute(select(Review).where(Review.id == key))
        review = result.scalar_one()
        if review.status != "submitted":
            raise ValueError(key)
        review.status = "accepted"  #!
        await self._finish()


def publish(request, pk):
    post = get_object_or_404(Post, pk=pk)
    if post.status == "draft":
        post.status = "published"  #!
        keep(post)


def publish_by_name(request, pk):
    post = get_object_or_404(Post, pk=pk)
    if post.status == "draft":
        post.status = "published"  #!
        keep_by_name(row=post)


def shown_only(request, pk):
    post = get_object_or_404(Post, pk=pk)
    other = get_object_or_404(Order, pk=pk)
    if post.status == "draft":
        post.status = "published"
        keep(other)
    return post


async def accept(session: AsyncSession, key):
    review = (await session.execute(select(Review).where(Review.id == key))).scalar_one()
    if review.status != "submitted":
        raise ValueError(key)
    review.status = "accepted"  #!
    await finish(session)


async def accept_locked(session: AsyncSession, key):
    query = select(Review).where(Review.id == key).with_for_update()
    review = (await session.execute(query)).scalar_one()
    if review.status != "submitted":
        raise ValueError(key)
    review.status = "accepted"
    await finish(session)
