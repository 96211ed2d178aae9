import functools
import logging
import time

log = logging.getLogger(__name__)


def measured(function):
    """Says how long a call took."""

    @functools.wraps(function)
    async def inner(*args, **kwargs):
        started = time.monotonic()
        result = await function(*args, **kwargs)
        log.debug('took %s', time.monotonic() - started)
        return result

    return inner


def in_background(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return POOL.start(function(*args, **kwargs))

    return inner


def if_open(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        if not is_open():
            return None
        return function(*args, **kwargs)

    return inner


@measured
async def store(parcel):
    await write(parcel)


@in_background
async def announce(parcel):
    await write(parcel)


@if_open
async def weigh(parcel):
    await write(parcel)


async def receive(parcel):
    store(parcel)  #!
    announce(parcel)
    weigh(parcel)
    await store(parcel)
