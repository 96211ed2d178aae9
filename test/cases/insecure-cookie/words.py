# Pyramid and falcon write the options of a cookie in two words.
from pyramid.authentication import AuthTktAuthenticationPolicy


def policies(secret):
    AuthTktAuthenticationPolicy(secret, secure=True, http_only=True, samesite="Lax")
    AuthTktAuthenticationPolicy(secret, secure=True, http_only=False, samesite="Lax")  #!


class Items:
    def on_get(self, req, resp):
        resp.set_cookie("session", "x", secure=True, http_only=True, same_site="Lax")
        resp.set_cookie("session", "x", secure=False, http_only=True, same_site="Lax")  #!
