import subprocess

from httpserver import Server


def trace_waits(tracer):
    original = subprocess.Popen.wait

    def traced(self, *args, **kwargs):
        with tracer.span("wait"):
            return original(self, *args, **kwargs)

    subprocess.Popen.wait = traced  #! low


def trace_requests(tracer):
    Server.handle = tracer.wrap(Server.handle)  #! low


def silence():
    Server.handle = lambda self, request: None  #! medium
