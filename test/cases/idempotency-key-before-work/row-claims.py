import asyncpg
from django.db import IntegrityError as DjangoIntegrityError, transaction
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from models import ProcessedEvent, WebhookEvent

async def conflict(session: AsyncSession, event, gateway):
    result = await session.execute(insert(ProcessedEvent).values(id=event.id).on_conflict_do_nothing()) #!
    await session.commit()
    if result.rowcount == 0:
        return
    await gateway.charge(event.amount)

async def conflict_ok(session: AsyncSession, event):
    result = await session.execute(insert(ProcessedEvent).values(id=event.id).on_conflict_do_nothing())
    if result.rowcount == 0:
        return
    await apply(session, event)
    await session.commit()

def django_create(event):
    try:
        ProcessedEvent.objects.create(event_id=event.id) #!
    except DjangoIntegrityError:
        return
    ship(event.order)

def django_get_or_create(event):
    _, created = ProcessedEvent.objects.get_or_create(event_id=event.id) #!
    if not created:
        return
    ship(event.order)

@transaction.atomic
def django_atomic(event):
    _, created = ProcessedEvent.objects.get_or_create(event_id=event.id)
    if not created:
        return
    ship(event.order)

def django_atomic_with(event):
    with transaction.atomic():
        try:
            with transaction.atomic():
                ProcessedEvent.objects.create(event_id=event.id)
        except DjangoIntegrityError:
            return
        ship(event.order)

def django_inner_atomic(event):
    try:
        with transaction.atomic():
            ProcessedEvent.objects.create(event_id=event.id) #!
    except DjangoIntegrityError:
        return
    ship(event.order)

def django_released(event):
    seen, created = ProcessedEvent.objects.get_or_create(event_id=event.id)
    if not created:
        return
    try:
        ship(event.order)
    except Exception:
        seen.delete()
        raise

def django_created_after(event):
    ship(event.order)
    ProcessedEvent.objects.create(event_id=event.id)

async def raw(conn: asyncpg.Connection, event):
    try:
        await conn.execute('INSERT INTO processed_events (id) VALUES ($1)', event.id) #!
    except asyncpg.UniqueViolationError:
        return
    await ship(event.order)

async def raw_ok(conn: asyncpg.Connection, event):
    async with conn.transaction():
        try:
            await conn.execute('INSERT INTO processed_events (id) VALUES ($1)', event.id)
        except asyncpg.UniqueViolationError:
            return
        await ship(event.order)

def create_user(data):
    try:
        User.objects.create(email=data.email)
    except DjangoIntegrityError:
        return None
    send_welcome(data.email)
