import requests
from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter()


class Hook(BaseModel):
    url: str
    retries: int


class Fetcher:
    def __init__(self, url):
        self.url = url

    def fetch(self):
        return requests.get(self.url, timeout=3)  #!


def fetch_all(urls):
    for url in urls:
        requests.get(url, timeout=3)  #!


def fetch_item(name):
    return requests.get("https://api.example.com/items/" + name, timeout=3)


def fetch_page(address):
    return requests.get(address, timeout=3)


@router.post("/a")
def first(hook: Hook):
    return Fetcher(hook.url).fetch()


@router.post("/b")
def second(hook: Hook):
    fetch_all([hook.url])
    fetch_page("https://api.example.com/pages/%s" % hook.url)
    return fetch_item(hook.url)
