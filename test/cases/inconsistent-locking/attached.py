import threading


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self._schema = None
        self._queue = []

    def refresh(self, connection):
        found = connection.read()
        with self.lock:
            self._schema = found.schema
            self._queue = found.queue

    def attach(self, schema=None):
        if schema is not None:
            self._schema = schema  #! medium

    def cancel(self):
        self._queue = []  #! medium
