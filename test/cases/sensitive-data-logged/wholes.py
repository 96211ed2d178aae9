import logging
import os
from dataclasses import asdict, dataclass, field

import jwt
from fastapi import Request, Response, WebSocket
from pydantic import BaseModel, SecretStr

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mailbox:
    host: str
    smtp_password: str


@dataclass
class Hidden:
    host: str
    smtp_password: str = field(repr=False)


class Safe(BaseModel):
    host: str
    api_key: SecretStr
    token_count: int
    secret_name: str


class Own(BaseModel):
    password: str

    def __repr__(self):
        return "Own()"


def objects(mailbox: Mailbox, hidden: Hidden, safe: Safe, own: Own):
    log.info("sending by %s", mailbox)  #!
    log.info(f"sending by {asdict(mailbox)}")  #!
    log.info("sending by %s", mailbox.host)
    log.info("sending by %s, %s, %s", hidden, safe, own)


def environment():
    log.debug("environment %s", dict(os.environ))  #!
    log.debug("home %s of %s", os.environ["HOME"], sorted(os.environ))


def headers(request: Request, response):
    log.info("headers %s", request.headers)  #!
    log.info("agent %s at %s", request.headers.get("user-agent"), request.url)
    log.info("answered with %s", response.headers)


def address(websocket: WebSocket, key):
    token = websocket.query_params.get("token")
    try:
        return jwt.decode(token, key, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        log.warning("refused %s", websocket.url)  #!
        log.warning("refused %s", websocket.url.path)
        return None


def session(response: Response, session_id, chat_session, digest):
    response.set_cookie("session", session_id)
    log.info("session %s", session_id)  #!
    log.info("session %s", session_id[:4])
    log.info("session %s of %s", digest(session_id), chat_session.id)


def django(request):
    log.info("session %s", request.session.session_key)  #!
