import asyncio
import json
import pickle

from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/load")
async def load(request: Request):
    body = await request.body()
    state = await asyncio.to_thread(pickle.loads, body)  #! critical
    plain = await asyncio.to_thread(json.loads, body)
    return state, plain, await asyncio.to_thread(pickle.dumps, plain)
