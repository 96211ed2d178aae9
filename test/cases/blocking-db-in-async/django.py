import asyncio
import sqlite3
import pymongo
import redis
import psycopg
from pymongo import MongoClient
from redis import Redis
from sqlalchemy import create_engine, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlmodel import Session as S2
from fastapi import Depends, FastAPI
from django.db import models
import redis.asyncio as aredis
from motor.motor_asyncio import AsyncIOMotorClient
import asyncpg
import aiosqlite

engine = create_engine("x")
Maker = sessionmaker(engine)
r = redis.Redis()
app = FastAPI()


class Row(models.Model):
    name = models.TextField()


async def d():
    Row.objects.get(pk=1)  #!
    Row.objects.create(name="x")  #!
    list(Row.objects.all())
    row = await Row.objects.aget(pk=1)
    row.save()  #!


async def q_thread(db: Session, conn):
    await asyncio.to_thread(db.commit)
    await asyncio.to_thread(lambda: db.execute(text("x")))

    def work(session: Session):
        return session.query(object).all()

    await conn.run_sync(work)


async def q_lazy():
    rows = Row.objects.filter(name="x")
    async for row in rows:
        print(row)
    await Row.objects.filter(name="x").acount()


async def q_django(cache: dict, model):
    await asyncio.to_thread(Row.objects.count)
    cache.get("x")
    model.save()
    rows = Row.objects.filter(name="x").order_by("name")
    await Row.objects.acreate(name="x")
    return rows


async def django_more(key):
    if Row.objects.filter(pk=key).exists():  #!
        Row.objects.filter(pk=key).update(name="y")  #!
    Row.objects.filter(pk=key).delete()  #!
    Row(name="x").save()  #!
