"""The host of an address under a name of its own."""
from urllib.parse import urlparse

import requests
from flask import Flask, abort, request

app = Flask(__name__)
HOSTS = {"api.example.com"}


@app.get("/a")
def by_parts():
    url = request.args["url"]
    parts = urlparse(url)
    host = parts.hostname
    if host not in HOSTS:
        abort(400)
    return requests.get(url, timeout=5).text


@app.get("/b")
def by_answer():
    url = request.args["url"]
    parts = urlparse(url)
    is_ours = parts.hostname in HOSTS
    if not is_ours:
        abort(400)
    return requests.get(url, timeout=5).text


@app.get("/c")
def by_scheme():
    url = request.args["url"]
    parts = urlparse(url)
    scheme = parts.scheme
    if scheme not in ("http", "https"):
        abort(400)
    return requests.get(url, timeout=5).text  #!


@app.get("/d")
def of_another():
    url = request.args["url"]
    parts = urlparse(request.args["back"])
    host = parts.hostname
    if host not in HOSTS:
        abort(400)
    return requests.get(url, timeout=5).text  #!
