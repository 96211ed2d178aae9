import threading


class Wallet:
    def __init__(self):
        self.lock = threading.RLock()
        self.row_lock = threading.RLock()
        self.rows = {}

    def height(self, row):
        with self.lock:
            return self.rows.get(row)

    def history(self, address):
        with self.lock, self.row_lock:
            return [self.height(row) for row in address.rows]

    def drop(self, address):
        with self.lock:
            with self.row_lock:
                self.rows.pop(address)


class Accounts:
    def __init__(self):
        self.lock = threading.RLock()
        self.row_lock = threading.RLock()
        self.rows = {}

    def height(self, row):
        with self.lock:
            return self.rows.get(row)

    def history(self, address):
        with self.row_lock:
            return [self.height(row) for row in address.rows]  #!

    def drop(self, address):
        with self.lock:
            with self.row_lock:
                self.rows.pop(address)
