import httpx
import requests
from requests.sessions import Session

HEADERS = {"headers": {"accept": "text/plain"}}
ENDLESS = {"timeout": None}
LIMITED = {"timeout": 5}


class Api(requests.Session):
    def load(self, url):
        return self.get(url)  #!


class Limited(requests.Session):
    def request(self, method, url, **options):
        options.setdefault("timeout", 10)
        return super().request(method, url, **options)

    def load(self, url):
        return self.get(url)


class Client:
    def __init__(self):
        self.session = requests.Session()
        self.own = Limited()

    def load(self, url, prepared):
        self.session.send(prepared)  #!
        self.session.send(prepared, timeout=3)
        self.own.get(url)


def fetch(url, given, optional: Session | None = None, **options):
    requests.delete(url, **HEADERS)  #!
    requests.get(url, **ENDLESS)  #!
    requests.get(url, **LIMITED)
    requests.get(url, **given)
    requests.get(url, **options)
    sent = {"headers": {}}
    requests.post(url, **sent)  #!
    waited = {}
    waited["timeout"] = 3
    requests.post(url, **waited)
    filled = {"headers": {}}
    filled.update(given)
    requests.post(url, **filled)
    requests.get(url, timeout=(None, None))  #!
    requests.get(url, timeout=(3.05, None))


def ask(url):
    httpx.get(url, **ENDLESS)  #!
    httpx.get(url, **HEADERS)
    httpx.Client(timeout=httpx.Timeout(None))  #!
    httpx.AsyncClient(timeout=httpx.Timeout(timeout=None))  #!
    httpx.Client(timeout=httpx.Timeout(10, read=None))
    httpx.Client(timeout=httpx.Timeout(None, connect=5))
