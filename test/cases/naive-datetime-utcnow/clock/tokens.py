from datetime import datetime


def is_expired(token):
    return token.expires < datetime.utcnow()  #! medium
