# A way out of the function that keeps the lock.
import threading


class Relay:
    def __init__(self):
        self._lock = threading.Lock()
        self._pending = []

    def flush(self):
        self._lock.acquire()  #! high
        if not self._pending:
            return
        batch, self._pending = self._pending, []
        self._lock.release()
        self.send(batch)

    def take(self):
        self._lock.acquire()  #! medium
        batch = self.load()
        self._lock.release()
        return batch

    def drop(self):
        self._lock.acquire()
        try:
            if not self._pending:
                return
            self._pending.clear()
        finally:
            self._lock.release()
