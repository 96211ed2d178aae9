import hashlib

from flask import request

API_KEY = load()


class Guard:
    def check(self, token):
        return token == self.token #!

    def is_same_kind(self, token):
        return token == self.token


def allowed():
    return request.headers.get('Authorization') == f'Bearer {API_KEY}' #!


def is_password(password, stored):
    return hashlib.sha256(password.encode()).hexdigest() == stored #!


def is_unchanged(content, stored):
    return hashlib.sha256(content).hexdigest() == stored


def is_for(name):
    return request.headers.get('Accept') == f'text/{name}'
