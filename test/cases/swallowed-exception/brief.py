import os


def filtered(stream):
    try:
        stream.seek(0)
    except Exception:  #! medium
        pass
    return stream.read()


def may_enter(path):
    allowed = False
    try:
        os.chdir(path)
        allowed = True
    except Exception:  #! medium
        pass
    return allowed


class Folder:
    def __init__(self, path):
        try:
            os.makedirs(path)
        except Exception:  #! medium
            pass
        self.path = path

    def rotate(self):
        try:
            os.rename(self.path, self.path + ".1")
        except Exception:  #! high
            pass


class Names(dict):
    def get(self, name, default=None):
        try:
            return self.find(name)
        except Exception:  #! low
            pass
        return super().get(name, default)

    def put(self, name, value):
        try:
            self.store(name, value)
        except Exception:  #! high
            pass
        return super().get(name)


def arguments_of(request_environment):
    try:
        found = request_environment["routing"][1].copy()
    except Exception:  #! low
        return {}
    return found


def arguments_from(request_client):
    try:
        found = request_client.get("routing")
    except Exception:  #! medium
        return {}
    return found


def server_of(text):
    try:
        server = Address.from_str_with_port(text)
        if not server:
            raise ValueError("failed to parse")
    except Exception:  #! medium
        return None
    return server


def verify_message(key, signature, message):
    try:
        found = key.recover(signature, message)
    except Exception:  #! medium
        return False
    key.note(found)
    store(found)
    return found.bits


def send_message(connection, key, signature, message):
    try:
        found = connection.send_message(key, signature, message)
    except Exception:  #! high
        return False
    key.note(found)
    store(found)
    return found.bits
