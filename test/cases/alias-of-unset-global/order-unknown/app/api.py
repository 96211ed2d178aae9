# Whoever starts the program may set it before this is loaded.
from app.db import engine  #! medium


def rows():
    return engine.rows()
