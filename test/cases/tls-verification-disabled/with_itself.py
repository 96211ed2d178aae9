import socket
import ssl


def described(certificate, key):
    context = ssl.create_default_context()
    context.check_hostname = False  #! medium
    context.verify_mode = ssl.CERT_NONE  #! medium
    client, server = socket.socketpair()
    return context.wrap_socket(client), server
