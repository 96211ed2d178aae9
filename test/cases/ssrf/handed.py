import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import requests
from fastapi import FastAPI

app = FastAPI()
session = requests.Session()
pool = ThreadPoolExecutor(4)


@app.get("/preview")
async def preview(url: str):
    loop = asyncio.get_running_loop()
    page = await asyncio.to_thread(requests.get, url, timeout=5)  #!
    again = await loop.run_in_executor(None, session.get, url)  #!
    third = pool.submit(urlopen, url)  #!
    sent = await asyncio.to_thread(requests.request, "GET", url)  #!
    return page, again, third, sent


@app.get("/fine")
async def fine(city: str):
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(requests.get, f"https://weather.example/{city}", timeout=5)
    await loop.run_in_executor(None, session.get, "https://weather.example/")
    await asyncio.to_thread(requests.request, city, "https://weather.example/")
    return pool.submit(str.upper, city)
