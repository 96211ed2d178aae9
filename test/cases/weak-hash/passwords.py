"""Hashes that are sound for files, and too fast for passwords."""

import base64
import hashlib
import hmac

import bcrypt


def hash_password(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()  #! high


def salted(user, salt, passwd):
    user.digest = hashlib.sha512((salt + passwd).encode("utf-8")).hexdigest()  #! high
    return hashlib.new("sha256", f"{salt}{user.password}".encode()).digest()  #! high


def of_file(path):
    with open(path, "rb") as handle:
        return hashlib.sha256(handle.read()).hexdigest()


def of_token(token, password_reset_token, password_file):
    hashlib.sha256(password_reset_token.encode())
    hashlib.sha256(password_file.read_bytes())
    return hashlib.sha256(token.encode()).hexdigest()


def signed(password, message):
    return hmac.new(password.encode(), message, hashlib.sha256).hexdigest()


def stretched(password, salt):
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600_000)


def shortened(password):
    digest = base64.b64encode(hashlib.sha256(password.encode()).digest())
    return bcrypt.hashpw(digest, bcrypt.gensalt())


def rounds(password, salt):
    digest = salt
    for _ in range(200_000):
        digest = hashlib.sha512(digest + password.encode()).digest()
    return digest


def scramble_caching_sha2(password, nonce):
    return hashlib.sha256(password + nonce).digest()
