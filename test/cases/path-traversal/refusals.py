# A path that is refused inside of `try` is refused unless the handler goes on.
from pathlib import Path

from flask import abort, request

ROOT = Path("/srv/files")


def is_inside(path):
    return path.resolve().is_relative_to(ROOT)


def goes_on():
    path = (ROOT / request.args["name"]).resolve()
    try:
        path.relative_to(ROOT)
    except ValueError:
        pass
    return path.read_text()  #! high


def beside():
    path = (ROOT / request.args["name"]).resolve()
    try:
        path.relative_to(ROOT)
        return path.read_text()
    except ValueError:
        pass
    return None


def leaves():
    path = (ROOT / request.args["name"]).resolve()
    try:
        path.relative_to(ROOT)
    except ValueError:
        return None
    return path.read_text()


def asks():
    path = ROOT / request.args["name"]
    if not is_inside(path):
        abort(403)
    return path.read_text()
