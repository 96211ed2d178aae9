import threading
from functools import wraps

stats = {"hits": 0, "misses": 0}
lock = threading.Lock()
counts = {"calls": 0}


def cached(function):
    found = {}

    @wraps(function)
    def inner(key):
        if key in found:
            stats["hits"] += 1  #!
            return found[key]
        return function(key)

    return inner


def counted(name):
    def decorate(function):
        @wraps(function)
        def inner(key):
            with lock:
                counts["calls"] += 1
            return function(key)

        return inner

    return decorate


def unused(function):
    @wraps(function)
    def inner(key):
        counts["calls"] += 1
        return function(key)

    return inner


@cached
def stock(sku):
    return len(sku)


@counted("price")
def price(sku):
    return len(sku)


def start():
    for sku in ("a", "b"):
        threading.Thread(target=stock, args=(sku,)).start()
        threading.Thread(target=price, args=(sku,)).start()
