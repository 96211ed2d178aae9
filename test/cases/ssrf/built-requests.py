# A request that is put together first, and an address that was asked for its host.
import httpx
from fastapi import FastAPI, HTTPException

app = FastAPI()
client = httpx.AsyncClient()
MIRRORS = ["https://mirror.example", "https://copy.example"]


@app.get("/proxy/{address:path}")
async def proxy(address: str):
    url = httpx.URL(address)
    request = client.build_request("GET", url)  #!
    return (await client.send(request)).text


@app.get("/mirror/{address:path}")
async def mirror(address: str):
    url = httpx.URL(address)
    is_known = any(url.host == httpx.URL(one).host for one in MIRRORS)
    if not is_known:
        raise HTTPException(403)
    request = client.build_request("GET", url)
    return (await client.send(request)).text


@app.get("/host/{address:path}")
async def host(address: str):
    return httpx.URL(address).host
