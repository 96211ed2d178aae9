from collections import namedtuple

import pycurl
import requests


class DaemonRequest(namedtuple("DaemonRequest", "url method")):
    pass


def send_to_daemon(request: DaemonRequest):
    return requests.get(request.url, timeout=5)


def send(req):
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, req.url)
