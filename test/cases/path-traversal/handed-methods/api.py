import asyncio
from functools import partial
from pathlib import Path

import scans
from fastapi import APIRouter, UploadFile
from flask import request

router = APIRouter()
ROOT = Path("/srv/scans")


@router.post("/scans")
async def upload(file: UploadFile):
    await scans.store(file.filename or "scan", await file.read())
    await scans.store_checked(file.filename or "scan", await file.read())
    await scans.store_named(file.filename or "scan", await file.read())
    await scans.store_base(file.filename or "scan", await file.read())


@router.get("/scans/{name}")
async def read(name: str):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, (ROOT / name).read_bytes) #!


@router.delete("/scans")
async def remove(name: str, pool):
    pool.submit(partial((ROOT / name).unlink, missing_ok=True)) #!


def picture(pool):
    sent = request.files["picture"]
    pool.submit(sent.save, ROOT / sent.filename) #!
    pool.submit(sent.save, ROOT / "picture.png")
