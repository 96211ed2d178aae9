import os
from pathlib import Path

import reflex as rx
from fastapi import UploadFile
from werkzeug.utils import secure_filename


async def save(file: UploadFile):
    target = os.path.join("data", file.filename)
    with open(target, "wb") as f:  #! high
        f.write(await file.read())


class State(rx.State):
    async def handle_upload(self, files: list[rx.UploadFile]):
        for file in files:
            with open(f"data/{file.filename}", "wb") as f:  #! high
                f.write(await file.read())

    async def first(self, files: list[rx.UploadFile]):
        file = files[0]
        with open(os.path.join("data", file.filename), "wb") as f:  #! high
            f.write(await file.read())


async def save_named(file: UploadFile):
    with open(os.path.join("data", secure_filename(file.filename)), "wb") as f:
        f.write(await file.read())
    with open(os.path.join("data", Path(file.filename).name), "wb") as f:
        f.write(await file.read())


def copy(item):
    with open(os.path.join("data", item.filename), "rb") as f:
        return f.read()
