import threading


class Filter(threading.Thread):
    def __init__(self, monitor):
        super().__init__()
        self.monitor = monitor
        self.active = True
        self.ticks = 0
        self.errors = 0
        self.lines = 0

    def step(self):
        self.errors += 1

    def close(self):
        self.active = False
        self.lines += 1


class Polled(Filter):
    def run(self):
        while self.active:
            self.ticks += 1
            self.lines += 1
            self.step()


class Watched(Filter):
    def __init__(self, monitor):
        super().__init__(monitor)
        self.seen = 0
        self.late = 0
        monitor.watch(self.changed)

    def changed(self):
        self.seen += 1

    def add(self):
        self.late += 1

    def run(self):
        while self.active:
            self.monitor.read()
            self.seen += 1  #! medium
            self.late += 1  #! high
            self.step()
