import threading


class Gauge:
    def __init__(self):
        self._lock = threading.Lock()
        self._counts = {}
        self.highest = 0
        self.lowest = 0
        self.latest = 0
        self.widest = 0

    def count(self, name):
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + 1

    def note(self, size):
        if size > self.highest:
            self.highest = size  #! medium
        self.lowest = min(self.lowest, size)  #! medium
        if size > self.latest:
            self.latest = size + 1
        with self._lock:
            if size > self.widest:
                self.widest = size
            self._raise(size)

    def _raise(self, size):
        if self.widest < size:
            self.widest = size


class Alone:
    def __init__(self):
        self.highest = 0

    def note(self, size):
        if size > self.highest:
            self.highest = size
