# A salt that stands in the program is the same for each password.
import hashlib
import os

import bcrypt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

SALT = b"pepper"


def constant(key):
    hashlib.pbkdf2_hmac("sha256", key, b"salt", 600_000)  #!
    hashlib.pbkdf2_hmac("sha256", key, SALT, 600_000)  #!
    hashlib.pbkdf2_hmac("sha256", key, salt="salt".encode(), iterations=600_000)  #!
    hashlib.scrypt(key, salt=b"salt", n=16384, r=8, p=1)  #!
    PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=b"salt", iterations=600_000)  #!


def own(key, user, salt):
    hashlib.pbkdf2_hmac("sha256", key, os.urandom(16), 600_000)
    hashlib.pbkdf2_hmac("sha256", key, user.salt, 600_000)
    hashlib.pbkdf2_hmac("sha256", key, salt, 600_000)
    hashlib.scrypt(key, salt=f"{user.id}".encode(), n=16384, r=8, p=1)
    bcrypt.hashpw(key, bcrypt.gensalt())
