from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from app import service
from app.auth import get_current_user
from app.db import get_db
from app.models import Depot, Keeper

CurrentKeeper = Annotated[Keeper, Depends(get_current_user)]
Db = Annotated[Session, Depends(get_db)]
router = APIRouter(prefix="/depots")
notes = APIRouter(prefix="/notes")


def _mine(db: Session, keeper: Keeper, depot_id: int) -> Depot:
    depot = service.find(db, depot_id)
    if depot is None or depot.region_id != keeper.region_id:
        raise HTTPException(404)
    return depot


@router.get("/{depot_id}")
def show(depot_id: int, keeper: CurrentKeeper, db: Db):
    return _mine(db, keeper, depot_id)


@router.post("/{depot_id}/close")
def close(depot_id: int, keeper: CurrentKeeper, db: Db):
    service.close(db, depot_id) #!
    return {"id": depot_id}


@router.post("/{depot_id}/open")
def reopen(depot_id: int, keeper: CurrentKeeper, db: Db):
    _mine(db, keeper, depot_id)
    service.reopen(db, depot_id)
    return {"id": depot_id}


@router.post("/{depot_id}/count")
def count(depot_id: int, keeper: CurrentKeeper, db: Db):
    service.count(db, depot_id, by=keeper.id)
    return {"id": depot_id}


@router.post("/{depot_id}/ping")
def ping(depot_id: int, db: Db, keeper: CurrentKeeper):
    return {"id": str(depot_id)}


@notes.get("/{note_id}")
def note(note_id: int, keeper: CurrentKeeper, db: Db):
    # Whoever is signed in may read what only its writer may change.
    return service.note(db, note_id)


@notes.delete("/{note_id}")
def remove(note_id: int, keeper: CurrentKeeper, db: Db):
    found = service.note(db, note_id)
    if found.written_by != keeper.id:
        raise HTTPException(403)
    service.remove_note(db, found)
