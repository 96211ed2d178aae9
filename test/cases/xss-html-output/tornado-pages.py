# Handlers of tornado write pages, dictionaries become JSON.
import tornado.web
from tornado.escape import xhtml_escape


class Page(tornado.web.RequestHandler):
    def get(self):
        name = self.get_argument("name")
        self.write("<h1>" + name + "</h1>")  #! high
        self.write(f"<h1>{xhtml_escape(name)}</h1>")
        self.write({"name": name})


class Data(tornado.web.RequestHandler):
    def get(self):
        self.set_header("Content-Type", "text/plain")
        self.write("name: " + self.get_argument("name"))
