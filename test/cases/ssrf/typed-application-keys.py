import aiohttp
from aiohttp import web

class Hub:
    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.http = http

HUB = web.AppKey('hub', Hub)
SESSION = web.AppKey('session', aiohttp.ClientSession)
TABLE: web.AppKey[aiohttp.ClientSession] = web.AppKey('table')

async def preview(request: web.Request) -> web.Response:
    url = request.query['url']
    async with request.app[HUB].http.get(url) as answer: #!
        return web.Response(body=await answer.read())

async def preview2(request: web.Request) -> web.Response:
    async with request.app[SESSION].get(request.query['url']) as answer: #!
        return web.Response(body=await answer.read())

async def preview3(request: web.Request) -> web.Response:
    session = request.config_dict[SESSION]
    body = await request.json()
    async with session.post(body['callback'], json={}) as answer: #!
        return web.Response(body=await answer.read())

async def fixed(request: web.Request) -> web.Response:
    async with request.app[SESSION].get('https://example.org/x', params={'q': request.query['q']}) as answer:
        return web.Response(body=await answer.read())
