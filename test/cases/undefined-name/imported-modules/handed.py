# A function that is given the names may add some.
from library import copy_globals

copy_globals("ssl", globals())


def rate():
    return CERT_NONE
