# Which tests of an address keep it to known hosts, and which say nothing of its host.
from urllib.parse import urlparse

import requests
from flask import request

HOSTS = {"feeds.example.com"}
PREFIX = "https://feeds.example.com/"


def host_in_a_name():
    url = request.args["url"]
    host = urlparse(url).hostname
    if host not in HOSTS:
        return None
    return requests.get(url, timeout=5)


def host_in_small_letters():
    url = request.args["url"]
    host = (urlparse(url).hostname or "").lower()
    if host not in HOSTS:
        return None
    return requests.get(url, timeout=5)


def host_in_a_condition():
    url = request.args["url"]
    if (host := urlparse(url).hostname) is None or host not in HOSTS:
        return None
    return requests.get(url, timeout=5)


def scheme_in_front():
    url = request.args["url"]
    if not url.startswith("https://"):
        return None
    return requests.get(url, timeout=5)  #! high


def one_of_two_schemes():
    url = request.args["url"]
    if url.startswith(("http://", "https://")):
        return requests.get(url, timeout=5)  #!
    return None


def scheme_only():
    url = request.args["url"]
    parts = urlparse(url)
    if parts.scheme not in ("http", "https"):
        return None
    return requests.get(url, timeout=5)  #!


def site_in_front():
    url = request.args["url"]
    if not url.startswith(PREFIX):
        return None
    return requests.get(url, timeout=5)


def path_of_this_service():
    url = request.args["url"]
    if url.startswith("http"):
        return None
    return requests.get(url, timeout=5)


def host_in_another_branch():
    parts = urlparse(request.args["url"])
    if parts.hostname in HOSTS:
        return requests.get(parts.geturl(), timeout=5)
    return requests.get(f"{parts.scheme}://{parts.netloc}/status", timeout=5)  #!


def host_that_is_refused():
    parts = urlparse(request.args["url"])
    if parts.hostname not in HOSTS:
        return None
    return requests.get(parts.geturl(), timeout=5)
