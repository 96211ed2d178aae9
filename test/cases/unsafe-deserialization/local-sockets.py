import pickle
import socket


def ask(path, connection):
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    own.connect(path)
    data = connection.recv(65536)
    return pickle.loads(data)  #! medium
