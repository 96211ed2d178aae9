import asyncio
import os
import shutil

from fastapi import FastAPI

app = FastAPI()
BASE = "/srv/files"


@app.delete("/folders/{name:path}")
async def drop(name: str, target: str):
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(shutil.rmtree, os.path.join(BASE, name))  #!
    await loop.run_in_executor(None, open, BASE + "/" + name)  #!
    await asyncio.to_thread(shutil.move, BASE, target)  #!


@app.get("/files/{number}")
async def fine(number: int, text: str):
    await asyncio.to_thread(shutil.rmtree, os.path.join(BASE, str(number)))
    await asyncio.to_thread(open, os.path.join(BASE, os.path.basename(text)))
    return await asyncio.to_thread(len, text)
