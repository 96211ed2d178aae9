# Options that are put together before they are given.
import jwt


def off(token, key):
    options = {}
    options["verify_signature"] = False
    return jwt.decode(token, key, algorithms=["HS256"], options=options)  #!


def on_again(token, key):
    options = {"verify_signature": False}
    options["verify_signature"] = True
    return jwt.decode(token, key, algorithms=["HS256"], options=options)


def on(token, key):
    options = {"verify_aud": False}
    options.update({"verify_signature": True})
    return jwt.decode(token, key, algorithms=["HS256"], options=options)
