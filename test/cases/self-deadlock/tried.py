import threading


class Client:
    def __init__(self):
        self.busy = threading.Lock()
        self.lock = threading.Lock()

    def write(self):
        with self.busy:
            return 1

    def queue(self):
        if self.busy.acquire(False):
            self.busy.release()
            return self.write()
        return 0

    def publish(self):
        with self.busy:
            return self.queue()  #! medium

    def count(self):
        with self.lock:
            return 1

    def total(self):
        with self.lock:
            return self.count()  #! high
