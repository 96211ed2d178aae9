import hashlib
import hmac


class Signer:
    def __init__(self, key):
        self._key = key
        self.__auth_key = key

    def sign(self, payload):
        return hmac.new(self._key, payload, "sha256").digest()[:16]

    def verify(self, payload, sig):
        return self.sign(payload) == sig #!

    def may_enter(self, key):
        return self.__auth_key == key.encode() #!

    def verify_well(self, payload, sig):
        return hmac.compare_digest(self.sign(payload), sig)


def cookie_digest(payload, key):
    return hmac.new(key, payload, hashlib.sha512).hexdigest()


def decode(cookie, key):
    payload, digest = cookie.rsplit("|", 1)
    if cookie_digest(payload, key=key) == digest: #!
        return payload


def file_digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_unchanged(path, digest):
    return file_digest(path) == digest


def sign_of(number):
    return -1 if number < 0 else 1


def turns(number, other):
    return sign_of(number) == sign_of(other)
