import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/sum")
async def total(text: str):
    loop = asyncio.get_running_loop()
    value = await loop.run_in_executor(None, eval, text)  #!
    return value, await asyncio.to_thread(len, text)
