import os


def folder(path):
    try:
        here = os.path.realpath(os.environ["PWD"])
        found = os.path.relpath(path, here)
    except Exception:  #! low
        found = os.path.relpath(path)
    return found
