import os
import shlex
import subprocess

from fabric import Connection
from fastapi import FastAPI
from flask import Flask, request
from pydantic import BaseModel

app = Flask(__name__)
api = FastAPI()


class Item(BaseModel):
    name: str
    count: int


def remote(name):
    Connection("host").run("ls " + name)  #!
    Connection("host").sudo(f"rm {name}")  #!
    Connection("host").run("uptime")


@app.route("/ping")
def ping():
    host = request.args["host"]
    subprocess.run(shlex.split("ping -c 1 " + host))
    subprocess.run(shlex.split(host))  #!
    return "done"


@api.post("/items")
def items(item: Item):
    os.system("make " + str(item.count))
    os.system("make " + item.name)  #!
