import shutil
from pathlib import Path

ROOT = Path("/srv/shelves")


def drop(name):
    shutil.rmtree(ROOT / name)  #! high


def drop_numbered(number):
    shutil.rmtree(ROOT / f"{number}")


def drop_kind(kind):
    shutil.rmtree(ROOT / kind)


def drop_inside(name):
    folder = (ROOT / name).resolve()
    if not folder.is_relative_to(ROOT):
        return
    shutil.rmtree(folder)
