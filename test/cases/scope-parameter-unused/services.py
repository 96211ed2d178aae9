import asyncpg
from django.db.models import Count
from django.http import JsonResponse
from fastapi import APIRouter, Depends, Path
from flask import Blueprint, jsonify
from flask.views import MethodView
from rest_framework.generics import ListAPIView
from rest_framework.views import APIView
from rest_framework.response import Response
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import Session as SQLSession, select as sm_select
from typing import Annotated
from uuid import UUID

from app.db import get_session
from app.models import Document, Invoice, Member, Message, Order, Project, Ticket, db
from app.serializers import OrderSerializer

router = APIRouter()
bp = Blueprint('x', __name__)
SessionDep = Annotated[SQLSession, Depends(get_session)]


@router.get('/orgs/{org_id}/projects')
def list_projects(org_id: UUID, session: SessionDep):  #!
    return session.exec(sm_select(Project)).all()


@router.get('/workspaces/{workspace_id}/documents/{doc_id}')
async def read_document(workspace_id: Annotated[int, Path(ge=1)], doc_id: int, db=Depends(get_session)):  #!
    result = await db.execute(select(Document).where(Document.id == doc_id))
    return result.scalar_one_or_none()


@router.delete('/teams/{team_id}/members/{member_id}')
async def remove_member(  
    team_id: int,  #!
    member_id: int,
    db=Depends(get_session),
):
    await db.execute(delete(Member).where(Member.id == member_id))
    await db.commit()


@bp.get('/shops/<int:shop_id>/orders')
def shop_orders(shop_id):  #!
    orders = Order.query.filter_by(status='open').all()
    return jsonify([o.id for o in orders])


@bp.get('/shops/<int:shop_id>/count')
def shop_count(shop_id):  #!
    return jsonify(db.session.query(func.count(Order.id)).scalar())


def project_tickets(request, project_id):  #!
    rows = Ticket.objects.filter(state='open').annotate(n=Count('comments'))
    return JsonResponse({'rows': list(rows)})


class TicketView(APIView):
    def get(self, request, project_id, pk):  #!
        return Response(Ticket.objects.get(pk=pk).title)


class InvoiceService:
    def __init__(self, session: Session):
        self._session = session

    def overdue(self, tenant_id: str) -> list[Invoice]:  #!
        stmt = select(Invoice).where(Invoice.state == 'overdue')
        return list(self._session.scalars(stmt))

    def cancel(self, tenant_id: str, invoice_id: int) -> None:  #!
        self._session.execute(update(Invoice).where(Invoice.id == invoice_id).values(state='cancelled'))


class UnitOfWorkService:
    def __init__(self, uow):
        self.uow = uow

    async def messages(self, room_id: int) -> list:  #!
        async with self.uow as uow:
            return await uow.messages.list()

    async def message(self, tenant_id: int, message_id: int):  #!
        async with self.uow:
            return await self.uow.messages.get(message_id)


class Repo:
    def __init__(self, pool: asyncpg.Pool):
        self.pool = pool

    async def members(self, org_id):  #!
        async with self.pool.acquire() as conn:
            return await conn.fetch('SELECT * FROM members WHERE active')

    async def member(self, org_id, member_id):  #!
        return await self.pool.fetchrow('SELECT * FROM members WHERE id = $1', member_id)


def total(conn, customer_id):  #!
    cur = conn.cursor()
    cur.execute('SELECT sum(amount) FROM invoices')
    return cur.fetchone()[0]


async def rooms(mongo, tenant_id):  #!
    return await mongo.rooms.find({'open': True}).to_list(100)


def purge(session, workspace_id):  #!
    print('purging', workspace_id)
    session.execute(text('DELETE FROM documents WHERE deleted'))


def documents(session: Session, *, organization_id: int, limit: int = 10):  #!
    query = session.query(Document)
    query = query.order_by(Document.id).limit(limit)
    return query.all()


async def check_exists(session, workspace_id: int, name: str) -> bool:  #!
    stmt = select(Document.id).where(Document.name == name)
    return (await session.scalar(stmt)) is not None


@router.get('/accounts/{account_id}/stats')
async def stats(account_id: int, service: InvoiceService = Depends()):  #!
    return service.session.query(Invoice).count()
