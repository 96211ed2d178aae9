import os
from pathlib import Path


def keep(path: str, text: str):
    if not os.path.exists(path):
        with Path(path).open("w") as file:  #!
            file.write(text)


def keep_new(path: str, text: str):
    if not os.path.exists(path):
        with Path(path).open("x") as file:
            file.write(text)


def read(path: str):
    if os.path.exists(path):
        with Path(path).open() as file:
            return file.read()
    return ""
