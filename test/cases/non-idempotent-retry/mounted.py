import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry


def session():
    made = requests.Session()
    made.mount("https://", HTTPAdapter(max_retries=Retry(total=3, allowed_methods=["GET", "POST"]))) #!
    return made


def reading():
    made = requests.Session()
    made.mount("https://", HTTPAdapter(max_retries=Retry(total=3, allowed_methods=["GET", "HEAD"])))
    made.mount("http://", HTTPAdapter(max_retries=Retry(total=3)))
    return made


def order_boxes(client_session, lines):
    return client_session.post("https://shop.example/orders", json=lines, timeout=5)
