import logging
from typing import Annotated

from django.shortcuts import get_object_or_404, render
from fastapi import APIRouter, Depends, HTTPException
from flask import g, Blueprint
from rest_framework.generics import ListAPIView
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.auth import get_current_user, member_of, set_tenant
from app.db import get_session
from app.models import Audit, Currency, Document, Order, Project, Plan

router = APIRouter()
bp = Blueprint('y', __name__)
log = logging.getLogger(__name__)


@router.get('/orgs/{org_id}/projects', dependencies=[Depends(member_of)])
def projects(org_id: int, session: Session = Depends(get_session)):
    stmt = select(Project).filter_by(org_id=org_id)
    return session.scalars(stmt).all()


@router.get('/orgs/{org_id}/search')
def search(org_id: int, q: str, session: Session = Depends(get_session)):
    conditions = [Project.name.contains(q)]
    conditions.append(Project.org_id == org_id)
    return session.scalars(select(Project).where(*conditions)).all()


@router.get('/orgs/{org_id}/raw')
def raw(org_id: int, session: Session = Depends(get_session)):
    return session.execute(text('select * from projects where org_id = :org_id'), {'org_id': org_id}).all()


@router.get('/orgs/{org_id}/raw2')
def raw2(org_id: int, session: Session = Depends(get_session)):
    params = dict(org=org_id)
    return session.execute(text('select * from projects where org_id = :org'), params).all()


def fmt(conn, org_id):
    return conn.execute('select * from projects where org_id = %(org_id)s' % locals())


def switch(session, tenant_id):
    set_tenant(tenant_id)
    return session.query(Document).all()


def schema(session, tenant_id):
    session.execute(text(f'SET search_path TO tenant_{tenant_id}'))
    return session.query(Document).all()


def using(tenant_id):
    return Document.objects.using(tenant_id).all()


class Base:
    def visible(self, session, user_id):
        return session.query(Document).all()


class Admin(Base):
    def visible(self, session, user_id):
        return session.query(Document).all()


@router.get('/teams/{team_id}/documents')
def team_docs(session: Session = Depends(get_session), team=Depends(member_of), team_id: int = 0):
    return session.scalars(select(Document).where(Document.team_id == team.id)).all()


@router.get('/projects/{project_id}')
def by_thing(project_id: int, session: Session = Depends(get_session)):
    project = session.get(Project, project_id)
    return session.scalars(select(Document).where(Document.project == project)).all()


def allowed(request, shop_id):
    shop = get_object_or_404(request.user.shops, pk=shop_id)
    return render(request, 'x.html', {'orders': shop.orders.all()})


def currencies(session, tenant_id):
    key = f'currencies:{tenant_id}'
    return session.query(Currency).all(), key


def audit(session, user_id):
    session.add(Audit(user_id=user_id))
    return session.query(Plan).all()


def later(session, user_id):
    def inner():
        return session.query(Order).filter(Order.user_id == user_id).all()
    return inner()


def closure(session, user_id):
    return list(filter(lambda o: o.user_id == user_id, session.query(Order).all()))


def deprecated(session, user_id):
    del user_id
    return session.query(Plan).all()


@router.get('/users/{user_id}/plans')
def plans(user_id: int, session: Session = Depends(get_session), me=Depends(get_current_user)):
    if me.id != user_id:
        raise HTTPException(403)
    return session.query(Plan).all()


def to_dict(user_id, settings):
    return settings.get('x')


def cached(cache, user_id):
    return cache.get('plans')


def config(store, group_id=None):
    return store.get('config', {})


class Handler:
    def on_message(self, channel, body):
        return self.session.get(Order, body['id'])


def send(channel_id, smtp):
    smtp.send('x')


def middleware(request, user_id, get_response):
    return get_response(request)
