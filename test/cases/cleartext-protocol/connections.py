import http.client
import xmlrpc.client
from http.client import HTTPConnection

import urllib3


def connect(host):
    HTTPConnection("api.shop.com")  #!
    http.client.HTTPConnection("localhost", 8080)
    http.client.HTTPConnection("10.0.0.7")
    http.client.HTTPConnection("search")
    http.client.HTTPConnection(host)
    http.client.HTTPSConnection("api.shop.com")
    urllib3.HTTPConnectionPool("api.shop.com", maxsize=1)  #!
    urllib3.HTTPSConnectionPool("api.shop.com", maxsize=1)
    xmlrpc.client.ServerProxy("http://api.shop.com")  #!
    xmlrpc.client.ServerProxy("http://localhost:8000")
    return xmlrpc.client.ServerProxy("https://api.shop.com")
