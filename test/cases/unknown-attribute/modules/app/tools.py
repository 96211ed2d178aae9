import os

LIMIT = 3


def helper():
    return LIMIT


if os.name == "nt":

    def only_here():
        return 1
