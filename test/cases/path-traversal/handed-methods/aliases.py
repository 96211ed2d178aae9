from pathlib import Path

from deps import Db, Me
from fastapi import APIRouter, UploadFile

router = APIRouter()
ROOT = Path("/srv/manifests")


async def own_trip(db, me, trip_id):
    trip = await db.get("trips", trip_id)
    return trip


@router.post("/trips/{trip_id}/manifest")
async def manifest(trip_id: int, file: UploadFile, db: Db):
    trip = await own_trip(db, None, trip_id)
    path = ROOT / f"{trip.id}.pdf"
    path.write_bytes(await file.read())


@router.post("/manifests")
async def named(title: str, file: UploadFile):
    path = ROOT / f"{title}.pdf"
    path.write_bytes(await file.read()) #!
