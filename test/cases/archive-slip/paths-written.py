# Files that are written one by one under the names of an archive.
import zipfile
from pathlib import Path

TARGET = Path("/srv/out")


def unchecked(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            (TARGET / name).write_bytes(archive.read(name))  #!
        for info in archive.infolist():
            TARGET.joinpath(info.filename).write_bytes(archive.read(info))  #!


def checked(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            target = (TARGET / name).resolve()
            if not target.is_relative_to(TARGET):
                raise ValueError(name)
            (TARGET / name).write_bytes(archive.read(name))
        for name in archive.namelist():
            (TARGET / "report.txt").write_bytes(archive.read(name))


def by_locals(path, log):
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        for entry in members:
            if entry.is_dir() or not entry.filename.lower().endswith(".pdf"):
                continue
            target = TARGET / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))  #!


def opened(path):
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.file_size > 1_000_000:
                raise ValueError(info)
            place = TARGET / info.filename
            with open(place, "wb") as out:  #!
                out.write(archive.read(info))


def last_parts(path):
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            target = TARGET / Path(entry.filename).name
            target.write_bytes(archive.read(entry))


def inside(path):
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            target = TARGET / entry.filename
            target.resolve().relative_to(TARGET)
            target.write_bytes(archive.read(entry))


def known(path):
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename not in ("a.txt", "b.txt"):
                continue
            target = TARGET / entry.filename
            target.write_bytes(archive.read(entry))


def numbered(path):
    with zipfile.ZipFile(path) as archive:
        for number, entry in enumerate(archive.infolist()):
            target = TARGET / f"{number}.bin"
            target.write_bytes(archive.read(entry))
