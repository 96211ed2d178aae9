import sys

for name in ("FIRST", "SECOND"):
    setattr(sys.modules[__name__], name, name.lower())


def first():
    return FIRST
