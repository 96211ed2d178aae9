import functools
import json
import logging

from redis.asyncio import Redis

log = logging.getLogger(__name__)
_memo = {}


class Tariffs:
    def __init__(self, cache, rows):
        self.cache = cache
        self.rows = rows

    async def tariff(self, site, kind, driver):
        key = f"tariff:{site.id}:{kind}"  #!
        hit = await self.cache.get(key)
        if hit is not None:
            return json.loads(hit)
        row = await self.rows.find(site.id, kind, driver.fleet_id)
        await self.cache.set(key, json.dumps(row), 300)
        return row

    async def whole(self, site, kind, driver):
        key = f"tariff:{site.id}:{kind}:{driver.fleet_id}"
        hit = await self.cache.get(key)
        if hit is not None:
            return json.loads(hit)
        row = await self.rows.find(site.id, kind, driver.fleet_id)
        await self.cache.set(key, json.dumps(row), 300)
        return row


class Geo:
    def __init__(self, redis: Redis, url):
        self.redis = redis
        self.url = url

    async def km(self, pickup: str, dropoff: str) -> float:
        key = f"km:{dropoff.lower()}"  #!
        return await cached(self.redis, key, 86_400, lambda: self._distance(pickup, dropoff))

    async def minutes(self, pickup: str, dropoff: str) -> float:
        key = f"minutes:{pickup}:{dropoff}"
        return await cached(self.redis, key, 86_400, lambda: self._distance(pickup, dropoff))

    async def _distance(self, pickup, dropoff):
        return len(pickup) + len(dropoff)


def tariff_key(site, kind):
    return f"tariff:{site}:{kind}"


async def current(site, kind, driver):
    key = tariff_key(site.id, kind)  #!
    return await cached_json(key, 300, lambda: ask((site.id, kind, driver.fleet_id)))


async def current_for_all(site, kind):
    return await cached_json(tariff_key(site.id, kind), 300, lambda: ask((site.id, kind)))


async def cached_json(key, ttl, load):
    return await cached(None, key, ttl, load)


async def cached(redis, key, ttl, load):
    hit = await redis.get(key)
    if hit is not None:
        return json.loads(hit)
    value = await load()
    await redis.set(key, json.dumps(value), ex=ttl)
    return value


def forecast(place, hours):
    if place not in _memo:
        rows = ask(place)
        _memo[place] = rows[:hours]  #!
    return _memo[place]


def forecast_all(place, hours):
    """The part that depends on it stays outside."""
    if place not in _memo:
        _memo[place] = ask(place)
    return _memo[place][:hours]


def forecast_told(place, reason):
    """It is only told."""
    if place not in _memo:
        log.info("asked for %s", reason)
        _memo[place] = ask(place)
    return _memo[place]


def forecast_by_both(place, hours):
    key = place, hours
    if key not in _memo:
        _memo[key] = ask(place)[:hours]
    return _memo[key]


def forecast_named(place, hours):
    key = name_of(place, hours)
    if key not in _memo:
        _memo[key] = ask(place)[:hours]
    return _memo[key]


def name_of(place, hours):
    return f"{place}/{hours}"


@functools.lru_cache(100)
def ask(place):
    return list(place)


def remember(place, rows):
    """The value comes from outside, with its key."""
    if place not in _memo:
        _memo[place] = rows
    return _memo[place]


def renewed(place, version):
    """The entry tells for which version it is."""
    hit = _memo.get(place)
    if hit is not None and hit[0] == version:
        return hit[1]
    rows = build(place, version)
    _memo[place] = (version, rows)
    return rows


def build(place, version):
    return [place, version]


def local(places, hours):
    """For this call only."""
    cache = {}
    for place in places:
        if place not in cache:
            cache[place] = build(place, hours)
    return cache
