import enum


@enum.global_enum
class Flag(enum.IntFlag):
    VERBOSE = 1
    DEBUG = 2


def is_told(flags):
    return flags & (VERBOSE | DEBUG)
