from threading import RLock


class Cache:
    def __init__(self):
        self._lock = RLock()
        self._items = {}
        self._hits = 0

    def put(self, key, value):
        self._lock.acquire()
        try:
            self._items[key] = value
        finally:
            self._lock.release()

    def get(self, key):
        with self._lock:
            self._hits += 1
            return self._items.get(key)

    def forget(self, key):
        self._items.pop(key, None) #!
        self._hits -= 1 #!
