import asyncio
import ipaddress
import socket
from wsgiref.simple_server import make_server

import grpc
import uvicorn
import waitress
import websockets
from gevent.pywsgi import WSGIServer
from http.server import HTTPServer


def serve(app, handler, port):
    make_server("", port, app)  #!
    make_server("localhost", port, app)
    HTTPServer(server_address=("", port), RequestHandlerClass=handler)  #!
    WSGIServer(("", port), app)  #!
    WSGIServer(("127.0.0.1", port), app)
    uvicorn.run(app, host="::")  #!
    uvicorn.run(app, host="::1")
    waitress.serve(app, listen="*:8080")  #!
    waitress.serve(app, listen="0.0.0.0:8080")  #!
    waitress.serve(app, listen="127.0.0.1:8080")
    server = grpc.server(None)
    server.add_insecure_port("[::]:50051")  #!
    server.add_insecure_port(f"[::]:{port}")  #!
    server.add_insecure_port(f"localhost:{port}")


async def stream(handler, port):
    await asyncio.start_server(handler, "", port)  #!
    await asyncio.start_server(handler, "::", port)  #!
    await asyncio.start_server(handler, "127.0.0.1", port)
    await websockets.serve(handler, "", port)  #!
    await asyncio.get_running_loop().create_server(handler, "", port)  #!


def look(words, host, route):
    ipaddress.ip_network("0.0.0.0/0")
    words.append("::")
    "a::b".split("::")
    route.add("*:80", separator="::")
    if host == "0.0.0.0:80":
        return None
    return socket.create_connection((host, 80))
