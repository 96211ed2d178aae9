import re

import aiohttp_cors
import falcon
import socketio
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from flask_cors import CORS
from flask_socketio import SocketIO

OPTIONS = {"allow_origins": ["*"], "allow_credentials": True}
NAMED = {"allow_origins": ["https://shop.example"]}
ORIGINS = ["https://shop.example"]

api = FastAPI()
api.add_middleware(CORSMiddleware, **OPTIONS)  #! high
api.add_middleware(CORSMiddleware, **NAMED)


def setup(app, handler):
    CORS(app, origins=".*")  #!
    CORS(app, origins=re.compile(".*"))  #!
    CORS(app, origins=re.compile(r"https://\w+\.shop\.example"))
    falcon.App(cors_enable=True)  #!
    falcon.App(cors_enable=False)
    aiohttp_cors.setup(app, defaults={"*": aiohttp_cors.ResourceOptions(allow_credentials=True)})  #! high
    aiohttp_cors.setup(app, defaults={"https://shop.example": aiohttp_cors.ResourceOptions()})
    socketio.AsyncServer(cors_allowed_origins="*")  #!
    socketio.Server(cors_allowed_origins=["*"])  #!
    socketio.Server(cors_allowed_origins=ORIGINS)
    SocketIO(app, cors_allowed_origins="*")  #!
    handler.send_header("Access-Control-Allow-Origin", "*")  #!
    handler.send_header("Access-Control-Allow-Headers", "*")
