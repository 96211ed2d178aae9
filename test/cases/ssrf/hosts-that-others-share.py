from urllib.parse import urlparse

import requests
from flask import Flask, abort, request

app = Flask(__name__)
BASE = 'https://api.example.com/'
HOSTS = {'api.example.com'}


@app.get('/prefix')
def by_prefix():
    url = request.args['url']
    if not url.startswith('https://api.example.com'):
        abort(400)
    return requests.get(url, timeout=3).text  #!


@app.get('/prefix-with-slash')
def by_whole_prefix():
    url = request.args['url']
    if not url.startswith('https://api.example.com/'):
        abort(400)
    return requests.get(url, timeout=3).text


@app.get('/prefix-by-name')
def by_named_prefix():
    url = request.args['url']
    if not url.startswith(BASE):
        abort(400)
    return requests.get(url, timeout=3).text


@app.get('/ending')
def by_ending():
    url = request.args['url']
    if not urlparse(url).hostname.endswith('example.com'):
        abort(400)
    return requests.get(url, timeout=3).text  #!


@app.get('/ending-with-dot')
def by_whole_ending():
    url = request.args['url']
    if not urlparse(url).hostname.endswith('.example.com'):
        abort(400)
    return requests.get(url, timeout=3).text


@app.get('/equal')
def by_host():
    url = request.args['url']
    if urlparse(url).hostname != 'api.example.com':
        abort(400)
    return requests.get(url, timeout=3).text


@app.get('/part')
def by_part():
    url = request.args['url']
    parts = urlparse(url)
    if 'example' not in parts.netloc:
        abort(400)
    return requests.get(url, timeout=3).text  #!


@app.get('/host')
def by_ending_of_host():
    url = request.args['url']
    host = urlparse(url).hostname
    if not host.endswith('example.com'):
        abort(400)
    return requests.get(url, timeout=3).text  #!


@app.get('/hosts')
def by_two_tests():
    url = request.args['url']
    host = urlparse(url).hostname
    if host != 'example.com' and not host.endswith('.example.com'):
        abort(400)
    return requests.get(url, timeout=3).text


@app.get('/one-way')
def known_and_others():
    url = request.args['url']
    host = urlparse(url).hostname
    if host in HOSTS:
        return requests.get(url, timeout=3).text
    return requests.post(url, timeout=3).text  #!


@app.get('/known-first')
def known_first():
    url = request.args['url']
    if url.startswith(BASE):
        return requests.get(url, timeout=3).text
    return requests.post(url, timeout=3).text  #!
