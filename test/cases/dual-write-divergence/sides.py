import asyncio
import logging
from contextlib import suppress

import redis
import redis.asyncio as aioredis
from django.conf import settings as dj
from django.core.cache import cache
from pymongo import MongoClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.config import settings
from app.flags import is_enabled
from app.models import Legacy, Profile

r = redis.Redis()
log = logging.getLogger(__name__)
mongo = MongoClient().app
FLAG_DUAL = True


def save_session(sid, payload):
    r.set(f'session:{sid}', payload)
    if settings.dual_write:
        r.set(f'v2:session:{sid}', payload)  #!


def save_profile(uid, profile):
    r.hset(f'profile:{uid}', mapping=profile)
    if is_enabled('write_new_profile'):
        r.hset(f'profiles:{uid[:2]}:{uid}', mapping=profile)  #!


async def save_cart(client: aioredis.Redis, uid, cart):
    await client.set(f'cart:{uid}', cart)
    with suppress(Exception):
        await client.set(f'cart:v2:{uid}', cart)  #!


class DualRepo:
    def __init__(self, old_repo, new_repo, flags, legacy_db, new_db):
        self.old_repo = old_repo
        self.new_repo = new_repo
        self.flags = flags
        self.legacy_db = legacy_db
        self.new_db = new_db

    def add(self, user):
        self.old_repo.add(user)
        try:
            self.new_repo.add(user)  #!
        except Exception as exc:
            log.warning('new repo failed: %s', exc)

    async def update(self, user):
        await self.legacy_db.update(user)
        if self.flags.get('new_db'):
            await self.new_db.update(user)  #!

    def upsert(self, doc):
        self.new_db.upsert(doc)
        if not self.flags.enabled('shadow_writes'):
            return
        self.legacy_db.upsert(doc)  #!

    def delete_and_put(self, doc):
        self.new_db.put(doc)
        try:
            self.legacy_db.put(doc)  #!
        except (ConnectionError, TimeoutError):
            log.exception('legacy')
            return None

    async def insert(self, row):
        try:
            await self.new_db.insert(row)  #!
        except Exception:
            log.error('could not write new')
        await self.legacy_db.insert(row)

    async def both(self, row):
        await asyncio.gather(self.legacy_db.insert(row), self.new_db.insert(row), return_exceptions=True)

    async def background(self, row):
        await self.legacy_db.insert(row)
        asyncio.create_task(self.new_db.insert(row))


def store_event(event):
    mongo.events_old.insert_one(event)
    if FLAG_DUAL:
        mongo.events_new.insert_one(event)  #!


def s3_mirror(primary_bucket, backup_bucket, key, body):
    primary_bucket.put_object(Key=key, Body=body)
    try:
        backup_bucket.put_object(Key=key, Body=body)  #!
    except Exception:
        pass


def django_save(user):
    Profile.objects.create(user=user)
    if dj.WRITE_LEGACY:
        Legacy.objects.create(user=user)


def job(job_id, data):
    r.set(f'job:{job_id}', data)
    if r.exists(f'job2:{job_id}'):
        r.set(f'job2:{job_id}', data)  #!


def job_hash(job_id, data):
    key = f'job:{job_id}'
    legacy_key = f'jobs-old:{job_id}'
    r.hset(key, mapping=data)
    try:
        r.hset(legacy_key, mapping=data)  #!
    except redis.RedisError:
        log.debug('legacy write failed')


async def pair(pg_session: AsyncSession, mongo_store, order):
    pg_session.add(order)
    await pg_session.commit()
    try:
        await mongo_store.add(order)  #!
    except Exception:
        log.exception('mongo failed')
