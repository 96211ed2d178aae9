import sys


def install_as_driver():
    sys.modules["driver"] = sys.modules[__name__.split(".")[0]]  #! medium


def configure(name, module):
    sys.modules[name] = module  #! high
