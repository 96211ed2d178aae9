import asyncio
import time
import urllib.request


def slow_numbers(count):
    for number in range(count):
        time.sleep(1)
        yield number


class Feed:
    def __init__(self, url):
        self.url = url

    def entries(self):
        yield from urllib.request.urlopen(self.url).read().splitlines()

    def names(self):
        yield "a"
        yield "b"


async def total(count):
    found = 0
    for number in slow_numbers(count):  #!
        found += number
    return found


async def lines(url):
    feed = Feed(url)
    entries = feed.entries()
    return [entry for entry in entries]  #!


async def in_thread(url):
    feed = Feed(url)
    return await asyncio.to_thread(list, feed.entries())


async def lazily(count):
    # Whoever goes through it runs it.
    return (number * 2 for number in slow_numbers(count))


async def harmless(url):
    for name in Feed(url).names():
        print(name)


async def ticks(count):
    for _ in range(count):
        await asyncio.sleep(1)
        yield count


async def asynchronous(count):
    async for tick in ticks(count):
        print(tick)


def plainly(count):
    return [number for number in slow_numbers(count)]
