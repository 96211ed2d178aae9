import functools

import requests


def make():
    session = requests.Session()
    session.request = functools.partial(session.request, timeout=10)
    return session


def fetch(url):
    with requests.Session() as session:
        session.request = functools.partial(session.request, timeout=10)
        return session.get(url)


def other(url):
    return requests.get(url)  #!
