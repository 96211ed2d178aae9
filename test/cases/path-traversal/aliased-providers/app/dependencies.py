from typing import Annotated

from fastapi import Depends, Query

FOLDERS = {"in": "/srv/in", "out": "/srv/out"}


def read_folder(box: str) -> str:
    return FOLDERS[box]


def read_title(title: Annotated[str, Query()]) -> str:
    return title.lower()


class Account:
    name: str


def read_account() -> Account: ...


Folder = Annotated[str, Depends(read_folder)]
Title = Annotated[str, Depends(read_title)]
CurrentAccount = Annotated[Account, Depends(read_account)]
Slug = Annotated[str, Query(max_length=80)]
