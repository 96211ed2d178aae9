import pickle
import socket


def serve(port):
    own = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    own.bind(("", port))
    own.listen()
    connection, _ = own.accept()
    data = connection.recv(65536)
    return pickle.loads(data)  #! critical
