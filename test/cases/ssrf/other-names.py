# The names that imports are given in this file change nothing.
from typing import Annotated

import requests as http
from flask import request as asked
from urllib.parse import urlparse as taken_apart

HOSTS = {'tiles.example.com'}


def any_host():
    return http.get(asked.args['url'], timeout=5)  #!


def known_host():
    url = asked.args['url']
    if taken_apart(url).hostname not in HOSTS:
        return None
    return http.get(url, timeout=5)


def known_host_in_small_letters():
    url = asked.args['url']
    host = (taken_apart(url).hostname or '').lower()
    if host not in HOSTS:
        return None
    return http.get(url, timeout=5)


def tile(number: Annotated[int, 'as it is printed on the map']):
    return http.get(f'https://tiles.example.com/{number}', timeout=5)
