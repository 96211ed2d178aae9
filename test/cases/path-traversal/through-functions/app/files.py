import os
from pathlib import Path

BASE = "/srv"


def target(name):
    return os.path.join(BASE, name)


def safe_target(name):
    return os.path.join(BASE, os.path.basename(name))


def read(path):
    with open(path) as file:  #!
        return file.read()


def read_own(path):
    with open(path) as file:
        return file.read()


def read_inside(name):
    path = (Path(BASE) / name).resolve()
    path.relative_to(BASE)
    return path.read_text()


class Export:
    def __init__(self, name):
        self.name = name
        self.folder = BASE

    def write(self, text):
        Path(self.name).write_text(text)  #!
        (Path(self.folder) / "index").write_text(text)
