import asyncio

import httpx
from fastapi import FastAPI

app = FastAPI()
tasks = set()


async def relay():
    async with httpx.AsyncClient(timeout=5) as client:
        while True:
            await client.post("https://events.example.com")
            await asyncio.sleep(1)


@app.on_event("startup")
async def start():
    task = asyncio.create_task(relay())
    tasks.add(task)
    task.add_done_callback(tasks.discard)


@app.get("/rates")
async def rates():
    async with httpx.AsyncClient() as client:  #!
        return (await client.get("https://rates.example.com")).json()
