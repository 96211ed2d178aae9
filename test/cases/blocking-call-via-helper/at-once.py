import select
import socket


def numeric(address, port):
    flags = socket.AI_NUMERICHOST
    return socket.getaddrinfo(address, port, flags=flags)


def readable(sock):
    return select.select([sock], [], [], 0)


def waited(sock):
    return select.select([sock], [], [], 5)


async def connect(sock, address):
    readable(sock)
    waited(sock)  #!
    return numeric(address, 53)
