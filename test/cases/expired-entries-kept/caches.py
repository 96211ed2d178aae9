import asyncio
import time
from collections import OrderedDict
from datetime import datetime, timedelta, timezone


class TTLCache:
    def __init__(self, ttl):
        self.ttl = ttl
        self._data = {}

    def get(self, key):
        hit = self._data.get(key)
        if hit and hit[0] > time.monotonic():
            return hit[1]
        return None

    def put(self, key, value):
        self._data[key] = (time.monotonic() + self.ttl, value)  #!


class Rates:
    def __init__(self, client):
        self.client = client
        self.known: dict = {}

    async def rate(self, currency):
        if currency in self.known:
            value, fetched = self.known[currency]
            if datetime.now(timezone.utc) - fetched < timedelta(minutes=5):
                return value
        value = await self.client.fetch(currency)
        self.known[currency] = (value, datetime.now(timezone.utc))  #!
        return value


class Codes:
    def __init__(self):
        self.codes = {}

    def issue(self, address, code):
        expires = time.time() + 300
        self.codes[address] = {"code": code, "expires": expires}  #!

    def check(self, address, code):
        entry = self.codes.get(address)
        return entry is not None and entry["expires"] > time.time() and entry["code"] == code


_pages = {}


def page(url, fetch):
    entry = _pages.get(url)
    if entry is not None and time.time() - entry[0] < 60:
        return entry[1]
    body = fetch(url)
    _pages[url] = (time.time(), body)  #!
    return body


class Evicting:
    def __init__(self, ttl):
        self.ttl = ttl
        self._data = {}

    def get(self, key):
        until, value = self._data.get(key, (0, None))
        if until > time.monotonic():
            return value
        self._data.pop(key, None)
        return None

    def put(self, key, value):
        self._data[key] = (time.monotonic() + self.ttl, value)


class Bounded:
    def __init__(self, ttl):
        self.ttl = ttl
        self._data = OrderedDict()

    def get(self, key):
        hit = self._data.get(key)
        return hit[1] if hit and hit[0] > time.monotonic() else None

    def put(self, key, value):
        self._data[key] = (time.monotonic() + self.ttl, value)
        while len(self._data) > 100:
            self._data.popitem(last=False)


class Rebuilt:
    def __init__(self):
        self._data = {}

    def get(self, key):
        hit = self._data.get(key)
        return hit[1] if hit and hit[0] > time.monotonic() else None

    def put(self, key, value):
        self._data[key] = (time.monotonic() + 5, value)

    def sweep(self):
        now = time.monotonic()
        self._data = {key: hit for key, hit in self._data.items() if hit[0] > now}


class Log:
    """Nothing runs out: it is kept on purpose."""

    def __init__(self):
        self.seen = {}

    def note(self, device, value):
        self.seen[device] = (time.time(), value)

    def last(self, device):
        return self.seen[device]


class Few:
    """As many entries as there are names in the program."""

    def __init__(self):
        self._data = {}

    def get(self):
        hit = self._data.get("rates")
        return hit[1] if hit and hit[0] > time.monotonic() else None

    def put(self, value):
        self._data["rates"] = (time.monotonic() + 5, value)


class Swept:
    """Another object empties it."""

    def __init__(self, janitor):
        self._data = {}
        janitor.watch(self._data)

    def get(self, key):
        hit = self._data.get(key)
        return hit[1] if hit and hit[0] > time.monotonic() else None

    def put(self, key, value):
        self._data[key] = (time.monotonic() + 5, value)


class Nested:
    """Filled in a function within a method, emptied in another one."""

    def __init__(self, client):
        self.client = client
        self.rows = {}

    def fetch(self, number):
        def on_row(row):
            self.rows[number] = (time.time(), row)

        hit = self.rows.get(number)
        if hit is None or time.time() - hit[0] > 5:
            self.client.get(number, on_row)
        return hit

    def removed(self, number):
        if number in self.rows:
            del self.rows[number]
