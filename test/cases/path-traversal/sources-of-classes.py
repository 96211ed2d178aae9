# Views of flask as classes and by calls, what streams give, parts of a request sent in pieces.
import os

from aiohttp import web
from fastapi import FastAPI, WebSocket
from flask import Flask
from flask.views import MethodView
from flask_restful import Api, Resource

app = Flask(__name__)
api = Api(app)
service = FastAPI()


class Document(MethodView):
    def get(self, name):
        return open("/srv/" + name).read()  #! high

    def delete(self, document_id):
        os.remove(f"/srv/{document_id}")


class Page(Resource):
    def get(self, number, name=None):
        open(f"/srv/{number}").close()
        return open(f"/srv/{name}").read()  #! high


class Cache:
    def get(self, name):
        return open("/srv/" + name).read()


api.add_resource(Page, "/pages/<int:number>/<name>")


def show(name):
    return open("/srv/" + name).read()  #! high


def count(number):
    return open(f"/srv/{number}").read()


def unrelated(name):
    return open("/srv/" + name).read()


app.add_url_rule("/show/<name>", "show", show)
app.add_url_rule("/count/<int:number>", view_func=count)


@service.websocket("/names")
async def names(socket: WebSocket):
    async for name in socket.iter_text():
        open("/srv/" + name).close()  #! high


async def upload(request):
    reader = await request.multipart()
    field = await reader.next()
    with open(os.path.join("/srv", field.filename), "wb") as file:  #! high
        file.write(await field.read())
    return web.Response()
