# Reads beside the lock under which others change what is read.
import threading
from collections import Counter


class Counters:
    def __init__(self):
        self._lock = threading.Lock()
        self._counts = Counter()
        self._names = {}
        self._settings = {}
        self._recent = []

    def count(self, name):
        with self._lock:
            self._counts[name] += 1

    def total(self):
        return sum(self._counts.values())  #! medium

    def lines(self):
        return [f"{name} {number}" for name, number in self._counts.items()]  #! medium

    def copied(self):
        return sum(list(self._counts.values()))

    def safe_total(self):
        with self._lock:
            return sum(self._counts.values())

    def one(self, name):
        return self._counts[name]

    def open(self, name, make):
        if name in self._names:  #! high
            return self._names[name]
        made = make(name)
        with self._lock:
            self._names[name] = made
        return made

    def open_once(self, name, make):
        if name in self._names:
            return self._names[name]
        with self._lock:
            if name not in self._names:
                self._names[name] = make(name)
            return self._names[name]

    def configure(self, settings):
        with self._lock:
            self._settings = dict(settings)

    def shown(self):
        return [name for name in self._settings]

    def note(self, line):
        with self._lock:
            self._recent.append(line)

    def recent(self):
        with self._lock:
            return self._recent  #! medium

    def latest(self):
        with self._lock:
            return list(self._recent)

    def _lines_locked(self):
        return [line for line in self._recent]
