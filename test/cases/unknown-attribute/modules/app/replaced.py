import sys


class Lazy:
    x = 1


sys.modules[__name__] = Lazy()
