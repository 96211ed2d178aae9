# A base class that turns callers away before any method of its handlers runs.
from tornado.web import Application, HTTPError, RequestHandler, authenticated


class Guarded(RequestHandler):
    def prepare(self):
        if self.request.headers.get("X-Workshop") != self.settings["key"]:
            raise HTTPError(401)


class LoomHandler(Guarded):
    def get(self):
        self.write({})

    def post(self):
        self.write({})


class YarnHandler(RequestHandler):
    @authenticated
    def get(self):
        self.write({})

    @authenticated
    def delete(self):
        self.write({})


handlers = [(r"/looms", LoomHandler), (r"/yarns", YarnHandler)]
app = Application(handlers)
