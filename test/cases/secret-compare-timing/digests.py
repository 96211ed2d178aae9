# What is made of a password, compared with what was kept of it.
import hashlib
from hashlib import md5, sha256


def passes(kept, password):
    made = sha256(password.encode("utf-8")).hexdigest()
    return made == kept.lower()  #!


def is_right(stored, phrase):
    _, salt, pw_digest = stored.split(":", 2)
    made = hashlib.new("sha512", phrase.encode() + salt.encode())
    return made.hexdigest() == pw_digest  #!


def same_picture(first, second):
    return md5(first).hexdigest() == md5(second).hexdigest()
