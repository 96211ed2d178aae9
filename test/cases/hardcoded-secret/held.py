import os
import smtplib
from dataclasses import dataclass, field

from Crypto.Cipher import AES
from cryptography.fernet import Fernet
from itsdangerous import URLSafeTimedSerializer
from pydantic import BaseModel, Field, SecretStr

SECRET_KEY = "f3cfe9ed8fae309f02079dbf"  #!
CACHE = "redis://:Tr4lala99@cache.internal:6379/0"  #!
API_KEY = os.getenv("API_KEY", "a8f5f167f44f4964e6c9")  #!
OTHER_KEY = os.getenv("OTHER_API_KEY", "")
LOCAL_KEY = os.getenv("LOCAL_API_KEY", "local-development-1")
REGION = os.environ.get("REGION", "eu-central-1a2b3c4d")
ERRORS = {"password": "too_short", "secret": "value_required"}


class Settings(BaseModel):
    api_key: str = Field("a8f5f167f44f4964e6c9")  #!
    secret: str = Field(default="Tr0ub4dor&3")  #!
    password: SecretStr = SecretStr("Tr0ub4dor&3")  #!
    token: str = Field(..., description="Of the a8f5f167f44f4964e6c9 kind")
    passphrase: str = Field(default="")


@dataclass
class Login:
    password: str = field(default="Tr0ub4dor&3")  #!
    user: str = field(default="app")


def use(client, box, key, named):
    smtplib.SMTP("mail.internal").login("app", "Tr0ub4dor&3")  #!
    smtplib.SMTP("mail.internal").login("app", named)
    client.login("app", "password")
    setattr(client, "password", "Tr0ub4dor&3")  #!
    setattr(client, "colour", "Tr0ub4dor&3")
    Fernet(b"Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE=")  #!
    Fernet(key)
    AES.new(b"0123456789abcdef", AES.MODE_GCM)  #!
    URLSafeTimedSerializer("Tr4lala99-of-app")  #!
    URLSafeTimedSerializer(SECRET_KEY)
    return URLSafeTimedSerializer(os.environ["SECRET_KEY"])


def let_in(request):
    if request.headers.get('X-Api-Key') != 'k-8Hs62hdQz':  #!
        raise PermissionError
    if request.headers.get('Accept') != 'application/json':
        raise ValueError
    if request.headers.get('X-Token-Type') == 'v2-opaque':
        return None
    return request.args.get('key') == 'p4ge-2'
