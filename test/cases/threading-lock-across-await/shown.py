import threading

from fastapi import FastAPI

app = FastAPI()
lock = threading.Lock()


@app.get("/")
async def show(log):
    with lock:  #! critical
        await log()


async def unseen(log):
    with lock:  #! high
        await log()
