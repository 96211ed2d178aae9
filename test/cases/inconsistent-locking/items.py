import threading
from collections import deque
from functools import wraps


def synchronized(method):
    @wraps(method)
    def locked(self, *args, **kwargs):
        with self._lock:
            return method(self, *args, **kwargs)

    return locked


class Store:
    def __init__(self):
        self._lock = threading.RLock()
        self._history = {}
        self._names = {}

    @synchronized
    def add(self, gauge, level):
        self._append(gauge, level)
        self._names[gauge] = level

    def _append(self, gauge, level):
        """The caller holds the lock."""
        if gauge not in self._history:
            self._history[gauge] = deque(maxlen=9)
        self._history[gauge].append(level)

    @synchronized
    def forget(self, gauge):
        self._history.pop(gauge, None)

    @synchronized
    def history(self, gauge):
        return self._history.get(gauge, deque())  #! medium

    @synchronized
    def last(self, gauge):
        return self._history[gauge]  #! medium

    @synchronized
    def copy(self, gauge):
        return list(self._history[gauge])

    def mean(self, gauge):
        levels = self._history.get(gauge)  #! medium
        return sum(level for level in levels)

    def first(self, gauge):
        levels = self._history.get(gauge)
        return levels[0] if levels else None

    @synchronized
    def name(self, gauge):
        return self._names.get(gauge)

    def letters(self, gauge):
        name = self._names.get(gauge)
        return [letter for letter in name]
