import hashlib
import hmac
from typing import Annotated, Optional

from fastapi import FastAPI, Header, HTTPException, Request
from flask import current_app, jsonify, request

app = FastAPI()


def bank_signature_ok(body: bytes, signature: str | None) -> bool:
    expected = hmac.new(app.state.secret, body, hashlib.sha256).hexdigest()
    if signature and not hmac.compare_digest(expected, signature): #!
        return False
    return True


def _authorised():
    key = request.headers.get("X-Harbour-Key")
    if key and not hmac.compare_digest(key, current_app.config["HARBOUR_KEY"]): #!
        return False
    return True


def verify_token(token: Optional[str] = None) -> bool:
    if token is None: #!
        return True
    return hmac.compare_digest(token, current_app.config["TOKEN"])


class Gate:
    def is_valid(self, mac: str | None) -> bool:
        if not mac: #!
            return True
        return hmac.compare_digest(mac, self.expected)


# A missing proof is refused.
def mail_signature_ok(body: bytes, signature: str | None) -> bool:
    if not signature:
        return False
    return hmac.compare_digest(expected_of(body), signature)


def desk_signature_ok(body: bytes, signature: str | None) -> bool:
    if signature and hmac.compare_digest(expected_of(body), signature):
        return True
    return False


# Whoever calls it has asked for the signature before.
def crane_signature_ok(body: bytes, signature: str | None) -> bool:
    if signature and not hmac.compare_digest(expected_of(body), signature):
        return False
    return True


@app.post("/crane")
async def crane(asked: Request, signature: Annotated[str | None, Header()] = None):
    if not signature:
        raise HTTPException(401)
    if not crane_signature_ok(await asked.body(), signature):
        raise HTTPException(401)
    return {}


# Something that need not be there, and is no proof of who is calling.
def is_valid_address(country: str | None, digest_of: str | None) -> bool:
    if country and not is_known(country):
        return False
    return True


# A signature that must be a text.
def ferry_signature_ok(body: bytes, signature: str) -> bool:
    if signature and not hmac.compare_digest(expected_of(body), signature):
        return False
    return True


# Marks whether a key was given, decides nothing.
def count_keys(key: str | None) -> bool:
    if key is None:
        return True
    return len(key) > 3
