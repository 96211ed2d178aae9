import socket
import ssl


def unchecked(host):
    context = ssl.create_default_context()
    context.check_hostname = False  #! high
    context.verify_mode = ssl.CERT_NONE  #! high
    return context.wrap_socket(socket.create_connection((host, 443)))
