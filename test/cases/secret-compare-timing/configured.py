import hmac
import os


def require_key(connection, handler):
    expected = os.environ.get("FLEET_KEY", "")
    given = connection.headers.get("x-api-key", "")
    if given != expected:  #!
        raise PermissionError


def require_key_safely(connection, handler):
    expected = os.environ.get("FLEET_KEY", "")
    given = connection.headers.get("x-api-key", "")
    if not hmac.compare_digest(given, expected):
        raise PermissionError


def same_language(connection):
    wanted = os.environ.get("LANGUAGE", "en")
    given = connection.headers.get("accept-language", "")
    return given == wanted


def same_group(connection):
    wanted = os.environ.get("CACHE_KEY", "a")
    return connection.headers.get("x-group", "") == wanted
