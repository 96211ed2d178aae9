import json
import logging
import threading
from collections import OrderedDict
from html.parser import HTMLParser


class Worker(threading.Thread):
    def __init__(self, jobs):
        super().__init__(daemon=True)
        self.jobs = jobs

    def run(self):
        while self.is_alive():
            self.handle(self.jobs.get())
            self.finish(self.name, self._target, self.ident) #!

    def handle(self, job):
        return job


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attrs):
        self.links.append((tag, attrs, self.rawdata, self.getpos()))
        self.link.append(tag) #!


class Encoder(json.JSONEncoder):
    def default(self, o):
        if self.sort_keys:
            return self.encode_rows(o) #!
        return super().default(o)


class Bounded(OrderedDict):
    def put(self, key, value):
        self[key] = value
        self.move_to_end(key)
        self.push(key) #!


class Lines(logging.Handler):
    def emit(self, record):
        self.lines.append(self.format(record))

    def setup(self):
        self.lines = []
        self.acquire()
        self.locked() #!


class Failed(OSError):
    def text(self):
        return f"{self.strerror} {self.errno} {self.filename} {self.args}"

    def code(self):
        return self.error_code #!
