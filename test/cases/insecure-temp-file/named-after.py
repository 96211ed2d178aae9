import os
import secrets
import tempfile
import uuid
from pathlib import Path


def label(parcel):
    return Path(tempfile.gettempdir()) / f"label-{parcel.number}.pdf"  #!


def export(shop, day):
    return open(os.path.join(tempfile.gettempdir(), f"sales-{shop}-{day}.csv"), "w")  #!


def drawn(parcel, run_token):
    Path(tempfile.gettempdir(), "x")
    key = secrets.choice(parcel.letters)
    open(os.path.join(tempfile.gettempdir(), f"label-{key}"), "w")
    open(os.path.join(tempfile.gettempdir(), f"label-{run_token}"), "w")
    open(os.path.join(tempfile.gettempdir(), f"label-{uuid.uuid4()}"), "w")
    open(os.path.join(tempfile.gettempdir(), f"{parcel.name}.pdf"), "w")
    return Path(tempfile.mkdtemp()) / f"label-{parcel.number}.pdf"


def asked(parcel):
    return (Path(tempfile.gettempdir()) / f"label-{parcel.number}.pdf") == parcel.path
