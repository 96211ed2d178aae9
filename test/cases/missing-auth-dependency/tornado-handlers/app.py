import tornado.web
from guards import known_caller
from tornado.web import StaticFileHandler, url
from tornado.websocket import WebSocketHandler


class Base(tornado.web.RequestHandler):
    def get_current_user(self):
        return self.get_secure_cookie("user")


class HomeHandler(Base):
    def get(self):
        self.write("welcome")


class LoginHandler(Base):
    def post(self):
        self.set_secure_cookie("user", self.get_argument("name"))


class KilnHandler(Base):
    @tornado.web.authenticated
    def get(self, kiln):
        self.write({"kiln": kiln})

    @known_caller
    def put(self, kiln):
        self.write({"kiln": kiln})

    def delete(self, kiln):  #! critical
        self.write({"kiln": kiln})


class GlazeHandler(Base):
    def post(self):
        if self.current_user is None:
            raise tornado.web.HTTPError(403)
        self.write({})


class FiringHandler(Base):
    @known_caller
    def post(self):
        self.write({})


class HeatHandler(WebSocketHandler):
    def open(self):  #! high
        self.write_message("hot")


class UnusedHandler(Base):
    def post(self):
        self.write({})


def make_app():
    return tornado.web.Application(
        [
            (r"/", HomeHandler),
            (r"/login", LoginHandler),
            (r"/kilns/(?P<kiln>[^/]+)$", KilnHandler),
            (r"/glazes", GlazeHandler, {"limit": 3}),
            url(r"/firings", FiringHandler, name="firings"),
            (r"/heat", HeatHandler),
            (r"/pictures/(.*)", StaticFileHandler, {"path": "/srv/pictures"}),
        ]
    )
