from app.index import get_table


def generate():
    return get_table(create=True)  #!
