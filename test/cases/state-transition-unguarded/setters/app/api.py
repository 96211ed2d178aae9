from fastapi import APIRouter, HTTPException
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.models import Parcel, State

router = APIRouter()


class Change(BaseModel):
    state: State
    note: str


@router.put("/parcels/{parcel_id}/state")
def change(parcel_id: int, data: Change, session: Session):
    parcel = session.get(Parcel, parcel_id)
    if parcel is None:
        raise HTTPException(404)
    parcel.mark(data.state) #!
    session.commit()


@router.put("/parcels/{parcel_id}/moved")
def move(parcel_id: int, data: Change, session: Session):
    parcel = session.get_one(Parcel, parcel_id)
    parcel.move(data.state)
    session.commit()


@router.put("/parcels/{parcel_id}/checked")
def checked(parcel_id: int, data: Change, session: Session):
    parcel = session.get_one(Parcel, parcel_id)
    if parcel.state is State.SENT:
        raise HTTPException(409)
    parcel.mark(data.state)
    session.commit()


@router.put("/parcels/{parcel_id}/note")
def note(parcel_id: int, data: Change, session: Session):
    parcel = session.get_one(Parcel, parcel_id)
    parcel.write(data.note)
    session.commit()


@router.put("/parcels/{parcel_id}/sent")
def sent(parcel_id: int, session: Session):
    parcel = session.get_one(Parcel, parcel_id)
    parcel.mark(State.SENT)
    session.commit()
