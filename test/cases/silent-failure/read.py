def described(frame):
    try:
        path = frame.f_code.co_filename
    except Exception:  #! low
        path = None
    return path


def loaded(client, key):
    try:
        entry = client.get(key)
    except Exception:  #! medium
        entry = None
    return entry
