import re

HOST = re.compile(r"[a-z0-9.]+")


def is_host(text):
    found = HOST.fullmatch(text)
    return found is not None


def require_host(text):
    if not is_host(text):
        raise ValueError(text)


def seems_fine(text):
    return len(text) < 80
