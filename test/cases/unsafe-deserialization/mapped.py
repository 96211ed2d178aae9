import json
import pickle


def rows(blobs):
    return list(map(pickle.loads, blobs))  #! medium


def plain_rows(texts):
    return list(map(json.loads, texts))
