import pickle
import socket


class Client:
    def __init__(self, address):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.connect(address)

    def answer(self, connection):
        data = connection.recv(65536)
        return pickle.loads(data)  #! high
