import hashlib
import importlib

NAME = "md5"


def digest(data, chosen):
    getattr(hashlib, "md5")(data)  #!
    getattr(hashlib, NAME)(data)  #!
    importlib.import_module("hashlib").sha1(data)  #!
    __import__("hashlib").md5(data)  #!
    module = importlib.import_module("hashlib")
    module.sha1(data)  #!
    getattr(hashlib, "sha256")(data)
    getattr(hashlib, chosen)(data)
    getattr(data, "md5")()
    getattr(hashlib, "md5")(data, usedforsecurity=False)
    hashlib.new(chosen, data)
    return importlib.import_module(chosen).md5(data)
