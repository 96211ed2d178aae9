from tornado.web import RequestHandler


class PageHandler(RequestHandler):
    def write_error(self, status_code, **kwargs):
        self.write({"status": status_code})
