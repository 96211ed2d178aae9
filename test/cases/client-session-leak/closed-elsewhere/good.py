import aiohttp
import httpx
from contextlib import AsyncExitStack, asynccontextmanager
from fastapi import FastAPI
from base import ClosingBase


@asynccontextmanager
async def lifespan(app):
    app.state.http = httpx.AsyncClient()
    yield
    await app.state.http.aclose()


@asynccontextmanager
async def lifespan2(app):
    app.state.http2 = aiohttp.ClientSession()
    try:
        yield
    finally:
        await app.state.http2.close()


class Derived(ClosingBase):
    def __init__(self):
        self.client = httpx.AsyncClient()

    async def get(self, url):
        return await self.client.get(url)


class ClosedOutside:
    def __init__(self):
        self.side_session = aiohttp.ClientSession()

    async def get(self, url):
        return await self.side_session.get(url)


class Context:
    async def __aenter__(self):
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *args):
        await self.session.close()


class Stack:
    async def start(self):
        self.stack = AsyncExitStack()
        self.client = await self.stack.enter_async_context(httpx.AsyncClient())

    async def stop(self):
        await self.stack.aclose()


class Local:
    async def stop(self):
        client, self.client = self.client, None
        await client.aclose()

    async def start(self):
        self.client = httpx.AsyncClient()


class GetAttr:
    def start(self):
        self.web_client = httpx.AsyncClient()

    async def stop(self):
        for name in ('web_client',):
            await getattr(self, name).aclose()


def hook(app: FastAPI):
    app.state.shared = httpx.AsyncClient()
    app.add_event_handler('shutdown', app.state.shared.aclose)
