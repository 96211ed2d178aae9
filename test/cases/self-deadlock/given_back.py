import threading


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._workers = []

    def resize(self, count):
        self._lock.acquire()
        try:
            self._resize(count)
        finally:
            self._lock.release()

    def _resize(self, count):
        gone = self._workers[count:]
        self._lock.release()
        try:
            for worker in gone:
                worker.join()
        finally:
            self._lock.acquire()

    def clear(self):
        with self._lock:
            self._forget()  #!

    def _forget(self):
        with self._lock:
            self._workers = []
