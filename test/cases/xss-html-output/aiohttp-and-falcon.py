# Answers that are pages only if they are said to be.
import falcon
from aiohttp import web


async def page(request):
    return web.Response(text="<h1>" + request.query["name"], content_type="text/html")  #! high


async def plain(request):
    return web.Response(text="hello " + request.query["name"])


class Pages:
    def on_get(self, req, resp):
        resp.content_type = falcon.MEDIA_HTML
        resp.text = "<h1>" + req.params["name"] + "</h1>"  #! high

    def on_post(self, req, resp):
        resp.text = "name: " + req.params["name"]
