import requests
from requests.adapters import HTTPAdapter


class PooledAdapter(HTTPAdapter):
    def get_connection(self, url, proxies=None):
        return make_pool(url)


class Client:
    def __init__(self):
        self.session = requests.Session()
        adapter = requests.adapters.HTTPAdapter(pool_connections=1)
        self.session.mount("https://", adapter)
        self.session.mount("http://", PooledAdapter())

    def load(self, url):
        return self.session.get(url)  #!
