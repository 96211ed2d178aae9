# The last name and the ending of a path hold no separator; its beginning may.
import os
import tempfile
import uuid
from pathlib import Path

from fastapi import FastAPI, UploadFile

app = FastAPI()
FOLDER = Path("/srv/uploads")


@app.post("/by-name")
async def by_name(file: UploadFile):
    (FOLDER / Path(file.filename).name).write_bytes(await file.read())
    sent = Path(file.filename)
    (FOLDER / sent.name).write_bytes(b"")
    (FOLDER / f"{sent.stem}.txt").write_bytes(b"")
    (FOLDER / sent.parent / "x").write_bytes(b"")  #!


@app.post("/by-ending")
async def by_ending(file: UploadFile):
    ending = os.path.splitext(file.filename)[1]
    (FOLDER / f"{uuid.uuid4()}{ending}").write_bytes(b"")
    root, suffix = os.path.splitext(file.filename)
    open(f"/srv/uploads/{uuid.uuid4()}{suffix}", "wb").close()
    open(f"/srv/uploads/{root}", "wb").close()  #! high
    head, tail = os.path.split(file.filename)
    open(os.path.join("/srv/uploads", tail), "wb").close()
    open(os.path.join("/srv/uploads", head, "x"), "wb").close()  #!
    open(os.path.join("/srv/uploads", os.path.splitext(file.filename)[0]), "wb").close()  #!


@app.post("/by-file")
async def by_file(file: UploadFile):
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(await file.read())
        return open(copy.name).read()


@app.post("/by-prefix")
async def by_prefix(file: UploadFile):
    path = f"{FOLDER}/{file.filename}"
    if not path.startswith(str(FOLDER)):
        raise ValueError(path)
    open(path, "wb").close()  #!


@app.post("/by-slash")
async def by_slash(file: UploadFile):
    name = file.filename
    if name.startswith("/"):
        raise ValueError(name)
    open("/srv/uploads/" + name, "wb").close()
