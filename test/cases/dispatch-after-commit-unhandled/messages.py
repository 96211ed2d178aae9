import logging

import requests
from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.models import Member

log = logging.getLogger(__name__)
router = APIRouter()


@router.post('/members')
def add(body: dict, db: Session):
    db.add(Member(**body))
    db.commit()
    requests.post('https://mail.example.com/welcome', json={'to': body['email']}, timeout=5) #!


@router.post('/members/quiet')
def add_handled(body: dict, db: Session):
    db.add(Member(**body))
    db.commit()
    try:
        requests.post('https://mail.example.com/welcome', json={'to': body['email']}, timeout=5)
    except requests.RequestException:
        log.exception('no welcome to %s', body['email'])


@router.post('/members/index')
def add_indexed(body: dict, db: Session):
    db.add(Member(**body))
    db.commit()
    requests.post('https://search.example.com/documents', json={'name': 'other'}, timeout=5)
