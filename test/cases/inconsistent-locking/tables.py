import threading


class Jobs:
    def __init__(self):
        self.guard = threading.Condition()
        self.open = {}

    def add(self, job):
        with self.guard:
            self.open[job.name] = job

    def forget(self, job):
        del self.open[job.name] #!

    def close(self):
        self.open.clear()


class Names:
    lock = threading.Lock()
    known = {}

    @classmethod
    def add(cls, name):
        with cls.lock:
            cls.known[name] = True

    @classmethod
    def forget(cls, name):
        cls.known.pop(name) #!
