import logging
from functools import wraps

from fastapi import HTTPException
from fastapi.responses import JSONResponse

log = logging.getLogger(__name__)


def answering(route):
    @wraps(route)
    async def wrapper(*args, **kwargs):
        try:
            return await route(*args, **kwargs)
        except KeyError as error:
            return JSONResponse({"missing": str(error)}, status_code=400)
        except Exception:  #!
            log.exception("failed")
            return JSONResponse({"detail": "internal"}, status_code=500)

    return wrapper


def passing(route):
    @wraps(route)
    async def wrapper(*args, **kwargs):
        try:
            return await route(*args, **kwargs)
        except HTTPException:
            raise
        except Exception:
            log.exception("failed")
            return JSONResponse({"detail": "internal"}, status_code=500)

    return wrapper


def logged(route):
    @wraps(route)
    async def wrapper(*args, **kwargs):
        try:
            return await route(*args, **kwargs)
        except Exception:
            log.exception("failed")
            raise

    return wrapper


def tolerant(work):
    """Stands above nothing that raises an HTTP error."""

    @wraps(work)
    def wrapper(*args, **kwargs):
        try:
            return work(*args, **kwargs)
        except Exception:
            log.exception("failed")
            return None

    return wrapper


def watched(route):
    """The decorated function runs outside of the block."""

    @wraps(route)
    async def wrapper(*args, **kwargs):
        answer = await route(*args, **kwargs)
        try:
            log.info("answered %s", answer)
        except Exception:
            return None
        return answer

    return wrapper
