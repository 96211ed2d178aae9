import threading


class Pending:
    def __init__(self):
        self.guard = threading.Lock()
        self.batches = []

    def append(self, batch):
        with self.guard:
            self.batches.append(batch)

    def remove(self, batch):
        with self.guard:
            self.batches.remove(batch)


class Accumulator:
    def __init__(self):
        self.lock = threading.Lock()
        self.pending = Pending()
        self.connecting = set()
        self.total = 0
        self.highest = 0
        self.limit = 0

    def add(self, batch):
        with self.lock:
            self.pending.append(batch)
            self.connecting.add(batch.node)
            self.total += batch.size
            self.highest = max(self.highest, batch.size)
            self.limit = batch.limit

    def done(self, batch):
        self.pending.remove(batch)

    def connect(self, node):
        self.connecting.add(node)  #! medium

    def restart(self):
        self.total = 0  #! high

    def raise_to(self, batch):
        self.highest = self.highest + batch.size  #! high

    def narrow(self, batch):
        self.limit = batch.size * 2  #! medium
