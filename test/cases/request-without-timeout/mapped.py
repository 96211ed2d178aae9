from concurrent.futures import ThreadPoolExecutor
from functools import partial

import requests


def load(urls):
    return list(map(requests.get, urls))  #!


def load_together(urls):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(requests.get, urls))  #!


def load_carefully(urls):
    with ThreadPoolExecutor() as pool:
        first = list(pool.map(partial(requests.get, timeout=5), urls))
        second = list(map(lambda url: requests.get(url, timeout=5), urls))
        return first, second, list(map(requests.Request, urls))
