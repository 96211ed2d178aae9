import os
from http.server import BaseHTTPRequestHandler

import beds_pb2_grpc
import frappe


class Beds(beds_pb2_grpc.BedsServicer):
    def Drop(self, request, context):
        os.remove("/srv/" + request.bed)  #! high
        return None

    def log(self, request):
        os.remove("/srv/" + request.bed)


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        with open("/srv" + self.path) as file:  #! high
            self.wfile.write(file.read().encode())

    def log_message(self, format, *args):
        with open("/srv/log", "a") as file:
            file.write(format % args)


class Shelf:
    def read(self):
        with open("/srv" + self.path) as file:
            return file.read()


@frappe.whitelist()
def drop(bed):
    os.remove("/srv/" + bed)  #! high


def drop_now(bed):
    os.remove("/srv/" + bed)
