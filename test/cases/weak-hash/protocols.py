import base64
import hashlib


def accept_value(key):
    digest = hashlib.sha1()
    digest.update(key.encode())
    digest.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
    return base64.b64encode(digest.digest())


def digest(stream_id, password):
    return hashlib.sha1(b"%s%s" % (stream_id, password)).hexdigest()


def stored(user, password):
    return hashlib.sha1(b"%s%s" % (user, password)).hexdigest()  #! high


def name_of(content):
    digest = hashlib.sha1()  #! medium
    digest.update(content)
    return digest.hexdigest()
