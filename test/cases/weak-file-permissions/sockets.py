import os
import socket


def listen(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.bind(path)
    os.chmod(path, 0o777)  #! medium
    return sock


def publish(path):
    os.chmod(path, 0o777)  #! high
