import asyncio
import functools

import requests
from fastapi.concurrency import run_in_threadpool


async def load(url):
    loop = asyncio.get_running_loop()
    first = await asyncio.to_thread(requests.get, url)  #!
    second = await loop.run_in_executor(None, requests.post, url)  #!
    third = await asyncio.to_thread(requests.get, url, timeout=5)
    fourth = await loop.run_in_executor(None, functools.partial(requests.get, url, timeout=5))
    options = {"timeout": 3}
    fifth = await run_in_threadpool(requests.get, url, **options)
    return first, second, third, fourth, fifth
