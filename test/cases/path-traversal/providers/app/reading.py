from typing import Annotated

from fastapi import Depends, Header, Request


def read_options(name: str = "", limit: int = 10):
    return {"name": name, "limit": limit}


def read_number(number: int):
    return number


def read_fixed(name: str):
    return "a" if name else "b"


async def read_header(x_name: Annotated[str, Header()]):
    open("/srv/" + x_name).close()  #! high
    return x_name


def read_client(request: Request, options: dict = Depends(read_options)):
    return request.app.state.client


class Options:
    def __init__(self, name: str, limit: int = 10):
        self.name = name
        self.limit = limit


def not_provided(name: str):
    return open("/srv/" + name).read()
