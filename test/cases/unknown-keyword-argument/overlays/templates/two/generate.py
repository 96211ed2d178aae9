from src.index import get_index


def generate():
    return get_index(create=True)
