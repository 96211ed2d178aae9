from dataclasses import dataclass
from typing import Protocol

from django.db import connection
from motor.motor_asyncio import AsyncIOMotorDatabase
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Document, Invoice, Member


class DocumentStore(Protocol):
    async def list(self, workspace_id: int): ...


class SqlDocumentStore:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def list(self, workspace_id: int):  #!
        rows = await self.session.stream_scalars(select(Document))
        return [row async for row in rows]

    async def search(self, workspace_id: int, text: str):
        stmt = select(Document).where(Document.text.contains(text))
        stmt = self.scoped(stmt, workspace_id)
        return (await self.session.scalars(stmt)).all()

    async def latest(self, workspace_id: int):  #!
        stmt = select(Document).order_by(Document.id.desc()).limit(1)
        return await self.session.scalar(stmt)


@dataclass
class Members:
    db: AsyncIOMotorDatabase

    async def of_team(self, team_id: str):  #!
        return await self.db.members.find({'active': True}).to_list(None)

    async def count(self, team_id: str):  #!
        return await self.db['members'].count_documents({'active': True})

    async def one(self, team_id: str, member_id: str):
        return await self.db.members.find_one({'_id': member_id, 'team': team_id})


def totals(tenant_id):  #!
    with connection.cursor() as cursor:
        cursor.execute('SELECT sum(amount) FROM invoices WHERE paid')
        return cursor.fetchone()


def exported(tenant_id, path):  #!
    for invoice in Invoice.objects.iterator():
        path.write_text(str(invoice.id))


def bulk_close(account_id, ids):  #!
    Invoice.objects.filter(pk__in=ids).update(closed=True)


def purge(account_id):  #!
    Member.objects.all().delete()
