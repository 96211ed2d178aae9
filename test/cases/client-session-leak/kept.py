import aiohttp
import httpx
from fastapi import FastAPI

app = FastAPI()


class A:
    def __init__(self, client=None):
        self._client = client or httpx.AsyncClient()

    async def get(self, url):
        return await self._client.get(url)


class B:
    def __init__(self):
        self.session: aiohttp.ClientSession = aiohttp.ClientSession()  #!

    async def get(self, url):
        async with self.session.get(url) as response:
            return await response.json()


class C:
    def __init__(self):
        self._client = None

    async def client(self):
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=5)  #!
        return self._client.get

    def reset(self):
        self._client = None


class D:
    def __init__(self, timeout):
        self.http = httpx.AsyncClient(timeout=timeout)  #!

    async def run(self):
        return await self.http.get('https://x')

    def close(self):
        self.running = False


@app.on_event('startup')
async def startup():
    app.state.client = httpx.AsyncClient()  #!


@app.get('/x')
async def x():
    return (await app.state.client.get('https://x')).json()
