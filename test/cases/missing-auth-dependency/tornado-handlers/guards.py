import functools

import tornado.web


def is_known(handler):
    return handler.get_secure_cookie("user") is not None


def known_caller(method):
    @functools.wraps(method)
    def checked(self, *args, **kwargs):
        if not is_known(self):
            self.redirect("/login")
            return None
        return method(self, *args, **kwargs)

    return checked


class Problem(tornado.web.HTTPError):
    pass
