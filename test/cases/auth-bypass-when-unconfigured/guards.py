import os

from litestar.exceptions import NotAuthorizedException


def require_key(connection, handler):
    expected = os.environ.get("FLEET_KEY", "")
    if not expected:  #!
        return
    if connection.headers.get("x-api-key", "") != expected:
        raise NotAuthorizedException


def require_key_always(connection, handler):
    expected = os.environ.get("FLEET_KEY", "")
    if not expected:
        raise NotAuthorizedException
    if connection.headers.get("x-api-key", "") != expected:
        raise NotAuthorizedException


def require_group(connection, handler):
    group = os.environ.get("ROUTING_KEY", "")
    if not group:
        return
    if connection.headers.get("x-group", "") != group:
        raise NotAuthorizedException
