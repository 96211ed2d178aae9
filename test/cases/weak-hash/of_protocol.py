from hashlib import md5


def signature(parameters, session_key):
    """Signs a call as https://api.example.org/signatures wants it."""
    return md5((parameters + session_key).encode()).hexdigest()  #! low


def token(parameters, session_key):
    """Signs a call."""
    return md5((parameters + session_key).encode()).hexdigest()  #! medium
