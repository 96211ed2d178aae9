from collections import Counter

import httpx
from prometheus_client import Counter as Total
from prometheus_client import Gauge

ACTIVE = Gauge("requests_active", "Requests being served", ["path"])
SERVED = Total("requests", "Requests that were served")


class Upstream:
    def __init__(self, client: httpx.AsyncClient, limit: int) -> None:
        self.client = client
        self.limit = limit
        self.inflight = 0
        self.free = limit
        self.asked = 0
        self.depth = 0
        self.failures = 0
        self.hosts: Counter[str] = Counter()

    def is_free(self, host: str) -> bool:
        return self.hosts[host] < self.limit and self.free > 0

    async def fetch(self, path: str) -> bytes:
        if self.inflight >= self.limit:
            raise RuntimeError("busy")
        self.inflight += 1  #!
        response = await self.client.get(path, timeout=5)
        self.inflight -= 1
        return response.content

    async def of_host(self, host: str) -> bytes:
        self.hosts[host] += 1  #!
        response = await self.client.get(f"https://{host}/", timeout=5)
        self.hosts[host] -= 1
        return response.content

    async def with_slot(self, path: str) -> bytes:
        self.free -= 1  #!
        async with self.client.stream("GET", path, timeout=5) as response:
            content = await response.aread()
        self.free += 1
        return content

    async def counted(self, path: str) -> bytes:
        self.inflight += 1
        try:
            response = await self.client.get(path, timeout=5)
        finally:
            self.inflight -= 1
        return response.content

    async def nested(self, path: str) -> bytes:
        if self.depth > 5:
            raise RecursionError(path)
        self.depth += 1
        response = await self.client.get(path, timeout=5)
        self.depth -= 1
        return response.content

    async def once_more(self, path: str) -> bytes:
        if self.failures > 5:
            raise RuntimeError("gave up")
        self.failures += 1
        response = await self.client.get(path, timeout=5)
        if response.is_success:
            self.failures -= 1
        return response.content

    async def unasked(self, path: str) -> bytes:
        self.asked += 1
        response = await self.client.get(path, timeout=5)
        self.asked -= 1
        return response.content

    async def all_ways(self, path: str) -> bytes:
        self.inflight += 1
        try:
            response = await self.client.get(path, timeout=5)
        except BaseException:
            self.inflight -= 1
            raise
        self.inflight -= 1
        return response.content


async def measured(request, call_next):
    ACTIVE.labels(request.url.path).inc()  #!
    response = await call_next(request)
    ACTIVE.labels(request.url.path).dec()
    return response


async def kept(request, call_next):
    ACTIVE.labels(request.url.path).inc()
    try:
        return await call_next(request)
    finally:
        ACTIVE.labels(request.url.path).dec()


async def counted(request, call_next):
    SERVED.inc()
    response = await call_next(request)
    SERVED.inc()
    return response
