# The address that a client is made for, options of curl.
import httpx
import pycurl
from flask import request


async def by_base():
    async with httpx.AsyncClient(base_url=request.args["url"]) as client:  #! high
        await client.get("/status")
    async with httpx.AsyncClient(base_url="https://api.example.com") as client:
        await client.get("/status", params={"name": request.args["name"]})


def by_option():
    curl = pycurl.Curl()
    curl.setopt(curl.URL, request.args["url"])  #! high
    curl.setopt(pycurl.URL, "https://api.example.com/")
    curl.setopt(pycurl.USERAGENT, request.args["name"])
