from urllib.parse import urlparse

import requests
from flask import Flask, request

app = Flask(__name__)
HOSTS = {"api.example.com"}


@app.route("/a")
def a():
    url = request.args["url"]
    if urlparse(url).hostname not in HOSTS:
        return "no"
    return requests.get(url, timeout=3).text


@app.route("/b")
def b():
    url = request.args["url"]
    parts = urlparse(url)
    if parts.netloc not in HOSTS:
        return "no"
    return requests.get(url, timeout=3).text


@app.route("/c")
def c():
    url = "https://api.example.com/items/"
    url += request.args["item"]
    return requests.get(url, timeout=3).text


@app.route("/d")
def d():
    url = request.args["url"]
    parts = urlparse(url)
    print(parts.netloc)
    return requests.get(url, timeout=3).text  #!


@app.route("/e")
def e():
    url = "https://"
    url += request.args["host"]
    requests.get(url, timeout=3)  #!
    return requests.get("https://%s/api" % request.args["host"], timeout=3).text  #!
