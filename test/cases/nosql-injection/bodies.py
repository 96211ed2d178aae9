import json

from aiohttp import web
from fastapi import FastAPI, Request
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel

app = FastAPI()
users = AsyncIOMotorClient().app.users
rows = [{'name': 'a'}]


class Login(BaseModel):
    name: str
    password: str


@app.post('/login')
async def login(request: Request):
    body = await request.json()
    await users.find_one({'name': body['name']})  #!
    await users.update_one({'_id': 1}, {'$set': {'name': body['name']}})
    await users.update_one({'name': body['old']}, {'$set': {'seen': True}})  #!
    await users.aggregate([{'$match': {'team': body['team']}}]).to_list(5)  #!
    await users.find({'$or': [{'name': body['name']}, {'team': 'x'}]}).to_list(5)  #!
    await users.find({'name': {'$in': body['names']}}).to_list(5)
    await users.find_one({'name': body['name'].lower()})
    await users.find_one({'age': int(body['age'])})


@app.post('/model')
async def login_by_model(login: Login):
    return await users.find_one({'name': login.name, 'password': login.password})


async def search(request: web.Request):
    query = json.loads(request.query['filter'])
    text = json.dumps(query)
    await users.delete_many(query)  #!
    await users.find_one({'text': text})
    await users.find_one({'name': request.query['name']})
    own = json.loads('{"name": "a"}')
    await users.delete_many(own)


def inner():
    name = rows[0]['name']
    return users.find_one({'name': name})
