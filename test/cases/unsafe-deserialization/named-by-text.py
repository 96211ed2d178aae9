import importlib
import json
import pickle
from importlib import import_module as load


def read(data, module, codec):
    importlib.import_module("pickle").loads(data)  #!
    load("marshal").loads(data)  #!
    __import__("pickle").loads(data)  #!
    getattr(pickle, "loads")(data)  #!
    getattr(load("marshal"), "loads")(data)  #!
    getattr(json, "loads")(data)
    load("json").loads(data)
    load(".pickle", "app").loads(data)
    getattr(codec, "loads")(data)
    getattr(pickle, "dumps")(data)
    return load(module).loads(data)
