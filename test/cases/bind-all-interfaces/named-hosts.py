import socket

HOST = ""
LOCAL = "127.0.0.1"
server = socket.socket()
server.bind((HOST, 80))  #!
server.bind((LOCAL, 80))
server.bind(("::0", 80))  #!
server.bind(("::1", 80))
