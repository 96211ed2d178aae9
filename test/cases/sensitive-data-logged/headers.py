import logging

logger = logging.getLogger(__name__)


def authenticate(request, decode):
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        return decode(token)
    except ValueError:
        logger.info("bad token %s", token)  #!
        return None


def parse(tokens):
    token = tokens.pop()
    logger.debug("token %s", token)
    return token


def trace(request):
    given = request.headers["X-Request-Id"]
    scheme = request.headers.get("Authorization", "").split(" ")[0]
    present = bool(request.headers.get("Authorization"))
    logger.info("request %s %s", given, present)
    return scheme
