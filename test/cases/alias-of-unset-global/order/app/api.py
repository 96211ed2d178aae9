from app.db import engine  #! high


def rows():
    return engine.rows()
