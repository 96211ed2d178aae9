from fastapi import FastAPI

from .bank import bank
from .hall import Hall, Visit

app = FastAPI()
hall = Hall(bank)


@app.post("/seats")
async def take_seat():
    await hall.take()


@app.post("/guests/{name}")
async def greet(name: str):
    await hall.greet(name)
    await Visit(bank).mark(name)
