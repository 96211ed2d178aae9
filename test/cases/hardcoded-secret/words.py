from urllib.parse import urlsplit


def trusts(actions):
    for action in actions:
        url = urlsplit(action)
        if url.username and url.password == "delete":
            yield url.username


def configured(service):
    return {
        "password-server-port": "464",
        "password_server_ip": "10.0.0.1",
        "password": "kx93-Flunder",  #!
    }
