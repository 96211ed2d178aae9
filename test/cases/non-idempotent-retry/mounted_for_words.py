import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry


def session():
    made = requests.Session()
    made.mount("https://", HTTPAdapter(max_retries=Retry(total=3, allowed_methods=None)))
    return made


def translate(client_session, text):
    return client_session.post("https://words.example/translate", json=text, timeout=5)
