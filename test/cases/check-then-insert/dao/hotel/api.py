from fastapi import FastAPI, HTTPException

from hotel.dao import Badges, Guests, Stays

app = FastAPI()


@app.post("/guests")
async def register(email: str) -> None:
    if await Guests.find_one(email=email):
        raise HTTPException(status_code=409)
    await Guests.add(email=email) #! critical


@app.post("/badges")
async def hand_out(number: str) -> None:
    if await Badges.find_one(number=number):
        raise HTTPException(status_code=409)
    # A unique column refuses the second.
    await Badges.add(number=number)


@app.post("/stays")
async def stay(room_id: int, guest_id: int, beds: int) -> None:
    taken = await Stays.find_all(room_id=room_id)
    if len(taken) >= beds:
        raise HTTPException(status_code=409)
    await Stays.add(room_id=room_id, guest_id=guest_id) #! high


@app.post("/visits")
async def visit(email: str, room_id: int) -> None:
    guest = await Guests.find_one(email=email)
    if guest is None:
        raise HTTPException(status_code=404)
    await Stays.add(room_id=room_id, guest_id=guest.id)
