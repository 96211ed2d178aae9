# Methods of requests that read one thing of them: bottle, falcon, pyramid, sanic.
import falcon
from bottle import request as asked
from bottle import route
from pyramid.response import FileResponse
from pyramid.view import view_config
from sanic import Sanic
from sanic import response as answers

service = Sanic("files")


@route("/read")
def read():
    open("/srv/" + asked.get_header("X-Name")).close()  #! high
    open("/srv/" + asked.get_cookie("name")).close()  #! high


class Items:
    async def on_post(self, req, resp):
        given = await req.get_media()
        open("/srv/" + given["name"]).close()  #! high
        open("/srv/" + req.get_header("X-Name")).close()  #! high
        open(f"/srv/{req.get_param_as_int('number')}").close()


@view_config(route_name="page")
def page(request):
    FileResponse("/srv/page.html")
    return FileResponse("/srv/" + request.params["name"])  #! high


@service.get("/file/<name>")
async def file(request, name):
    return await answers.file("/srv/" + name)  #! high


class Reader:
    def get_header(self, name):
        return name

    def read(self, reader):
        open("/srv/" + reader.get_header("X-Name")).close()


falcon.App().add_route("/items", Items())
