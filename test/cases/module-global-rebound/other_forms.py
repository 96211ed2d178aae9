mode = "slow"
parser = None


def drop():
    global mode  #!
    del mode


def choose():
    global parser  #!
    import json as parser


def keep(table):
    global mode
    del table[mode]
