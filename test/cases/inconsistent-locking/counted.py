import asyncio
import logging
import threading


class Counters:
    def __init__(self):
        self.lock = threading.Lock()
        self.bytes = 0
        self.done = 0
        self.errors = 0
        self.by_kind = {}

    def finished(self, size):
        with self.lock:
            self.done += 1
            self.bytes += size

    def failed(self):
        self.errors += 1  #! high

    def failed_with(self, kind):
        self.by_kind[kind] = self.by_kind.get(kind, 0) + 1  #! high

    def summary(self):
        with self.lock:
            return {"done": self.done, "errors": self.errors, "kinds": dict(self.by_kind)}


class Budget:
    """The rest is read under the lock, and lowered without it."""

    def __init__(self, limit):
        self._guard = threading.RLock()
        self.left = limit
        self.spent = []

    def take(self, amount):
        self.left = self.left - amount  #! high

    def note(self, amount):
        self._guard.acquire()
        try:
            self.spent.append(amount)
            return self.left
        finally:
            self._guard.release()


class Worker(threading.Thread):
    """Only the thread itself counts."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()
        self.rounds = 0
        self.jobs = []

    def run(self):
        while self.jobs:
            self.rounds += 1

    def add(self, job):
        with self.lock:
            self.jobs.append(job)
            return self.rounds


class Private:
    """The caller holds the lock."""

    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0
        self.items = []

    def add(self, item):
        with self.lock:
            self.items.append(item)
            self._count()
            return self.count

    def _count(self):
        self.count += 1


class Tasks:
    """Tasks of one loop."""

    def __init__(self):
        self.lock = asyncio.Lock()
        self.count = 0
        self.items = []

    async def add(self, item):
        async with self.lock:
            self.items.append(item)
            await item.store(self.count)

    def counted(self):
        self.count += 1


class Unread:
    """Nobody reads it under the lock: it may belong to one thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.calls = 0
        self.items = []

    def add(self, item):
        with self.lock:
            self.items.append(item)

    def called(self):
        self.calls += 1


class Memory(logging.Handler):
    """A handler is called under the lock of its base."""

    def __init__(self):
        super().__init__()
        self.seen = 0
        self.rows = []

    def emit(self, record):
        self.seen += 1

    def take(self):
        with self.lock:
            rows, self.rows = self.rows, []
            return rows, self.seen


class Started:
    """Before the threads are there."""

    def __init__(self):
        self.lock = threading.Lock()
        self.size = 0
        self.jobs = []

    def grow(self):
        self.size += 1
        threading.Thread(target=self.work).start()

    def work(self):
        with self.lock:
            self.jobs.append(self.size)
