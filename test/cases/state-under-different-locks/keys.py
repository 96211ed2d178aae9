import threading


class Lots:
    def __init__(self):
        self._gate = threading.Lock()
        self._locks = {}
        self.lots = {}
        self.open_count = 0
        self.closed = 0

    def _lock_of(self, key):
        with self._gate:
            return self._locks.setdefault(key, threading.Lock())

    def bid(self, key, amount):
        with self._lock_of(key):
            self.lots[key] = amount
            self.lots[key] += 1
            self.open_count += 1  #!

    def close(self, key):
        lock = self._locks[key]
        with lock:
            self.closed += 1  #!

    def both(self, key):
        with self._lock_of(key), self._gate:
            self.closed += 1

    def timed(self):
        with self._lock_of('all'):
            self.closed += 1
