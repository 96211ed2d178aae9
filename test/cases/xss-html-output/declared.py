from fastapi import FastAPI
from fastapi.responses import HTMLResponse

api = FastAPI()


@api.get("/f", response_class=HTMLResponse)
def declared(name: str):
    return f"<b>{name}</b>"  #!


@api.get("/g")
def as_json(name: str):
    return f"<b>{name}</b>"
