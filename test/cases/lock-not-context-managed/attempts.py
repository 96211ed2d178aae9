import threading


class Cache:
    def __init__(self):
        self._lock = threading.Lock()
        self.value = 0

    def refresh(self, block):
        if self._lock.acquire(block): #!
            self.load()
            self._lock.release()

    def refresh_or_leave(self):
        if not self._lock.acquire(timeout=3): #!
            return
        self.load()
        self._lock.release()

    def refresh_later(self):
        got = self._lock.acquire(timeout=3) #!
        if not got:
            raise TimeoutError
        self.load()
        self._lock.release()

    def refresh_well(self):
        if self._lock.acquire(False):
            try:
                self.load()
            finally:
                self._lock.release()

    def leave_well(self):
        if not self._lock.acquire(timeout=3):
            return None
        try:
            return self.load()
        finally:
            self._lock.release()

    def got_well(self):
        got = self._lock.acquire(False)
        if got:
            try:
                self.load()
            finally:
                self._lock.release()
        return got

    def is_free(self):
        if self._lock.acquire(False):
            self._lock.release()
            return True
        return False

    def keep(self):
        if self._lock.acquire(False):
            self.load()

    def load(self):
        self.value = compute(self.value)
