import time

import requests
from tenacity import retry, stop_after_attempt, wait_exponential, wait_fixed, wait_none, wait_random


@retry(wait=wait_fixed(2))  #!
def fixed(client): ...


@retry(stop=stop_after_attempt(3), wait=wait_none())  #!
def at_once(client): ...


@retry(stop=stop_after_attempt(3), wait=wait_exponential())
def growing(client): ...


@retry(wait=wait_fixed(2) + wait_random(0, 2))
def varied(client): ...


@retry(wait=PAUSE)
def elsewhere(client): ...


def load(url):
    for _ in range(5):  #!
        try:
            return requests.get(url)
        except OSError:
            pass
    raise TimeoutError(url)


def load_file(path):
    for _ in range(5):
        try:
            return path.read_text()
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(path)
