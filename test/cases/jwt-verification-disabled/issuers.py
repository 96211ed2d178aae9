# Which key verifies a token: who issued it says so, and it is verified with that key.
import jwt
from settings import KEYS, PARTNER, SECRET


def is_partner(token):
    claims = jwt.decode(token, options={"verify_signature": False})
    return claims.get("iss") == PARTNER


def is_known(token):
    return jwt.decode(token, options={"verify_signature": False})["iss"] in KEYS


def key_of(token):
    return KEYS[jwt.decode(token, options={"verify_signature": False})["iss"]]  #!


def user_of(token):
    claims = jwt.decode(token, options={"verify_signature": False})  #!
    return claims.get("iss"), claims["sub"]


def claims_of(token):
    if is_partner(token):
        return jwt.decode(token, key_of(token), algorithms=["RS256"])
    return jwt.decode(token, SECRET, algorithms=["HS256"])
