import sys

if sys.version_info[0] >= 3:
    text = str
else:
    text = unicode  # noqa #! low
