import contextlib
from builtins import Exception as Anything

ERRORS = (ValueError, Exception)

def lookup(order):
    try:
        return order.total()
    except ERRORS:  #!
        return -1

def both(order):
    try:
        return order.first(), order.last()
    except Anything:  #!
        return None, None

def names(order):
    try:
        return order.names()
    except Exception:  #!
        return dict()

async def poll(client, jobs):
    with contextlib.suppress(Exception):  #!
        await client.poll()
    for job in jobs:
        try:
            job()
        except* Exception:  #!
            None
