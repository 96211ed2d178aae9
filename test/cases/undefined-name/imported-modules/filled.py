# What fills the names of the module is not seen.
import sys


def install(names):
    globals().update(names)


def rate():
    return DEFAULT_RATE
