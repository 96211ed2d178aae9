from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from database import get_db, get_plain_db
from services import announce, register, register_and_commit, register_apart, register_for_others

router = APIRouter()


@router.post("/registered")
def post_registered(db: Session = Depends(get_db)):
    return register(db, "new").id


@router.post("/announced")
def post_announced(db: Session = Depends(get_db)):
    return announce(db, "new").id


@router.post("/committed")
def post_committed(db: Session = Depends(get_db)):
    register_and_commit(db, "new")


@router.post("/apart")
def post_apart(db: Session = Depends(get_db)):
    register_apart("new")


@router.post("/others")
def post_for_others(db: Session = Depends(get_plain_db)):
    register_for_others(db, "new")
