from app.db import session
def read(i):
    return session.get(Item, i)
