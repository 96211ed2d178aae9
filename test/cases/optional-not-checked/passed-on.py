# None comes back only where None was given.
from typing import Optional, Union


def utf8(value: Union[None, str, bytes]) -> Optional[bytes]:
    if isinstance(value, (bytes, type(None))):
        return value
    return value.encode("utf-8")


def parts(value: str):
    return utf8(value).split(b"|")
