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
