import aiohttp
import requests


class Base:
    def __init__(self):
        self.session = requests.Session()


class Client(Base):
    def __init__(self):
        super().__init__()
        self.session = None

    async def load(self, url):
        session = self.session or aiohttp.ClientSession()
        async with session.get(url) as response:
            return await response.read()

    async def read(self, url):
        session = self.session
        async with session.request("GET", url) as response:
            return await response.read()


async def fetch(url):
    with requests.Session() as session:
        return session.get(url, timeout=5)  #!
