import queue
import threading
import time
from collections import deque


class Worker(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.queue = deque()
        self.jobs = queue.Queue()
        self.running = True
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.items = {}

    def run(self):
        while self.running:  #!
            if self.queue:
                self.handle(self.queue.popleft())

    def run_len(self):
        while self.running:  #!
            if len(self.queue) > 0:
                item = self.queue.popleft()
                self.handle(item)

    def run_empty(self):
        while not self.stop.is_set():  #!
            if not self.jobs.empty():
                self.handle(self.jobs.get())

    def run_nowait(self):
        while True:  #!
            try:
                item = self.jobs.get_nowait()
            except queue.Empty:
                continue
            self.handle(item)

    def run_nonblocking(self):
        while self.running:  #!
            try:
                item = self.jobs.get(block=False)
                self.handle(item)
            except queue.Empty:
                pass

    def run_locked(self):
        while self.running:  #!
            with self.lock:
                if self.queue:
                    self.handle(self.queue.popleft())

    def waits(self):
        while not self.stop.wait(0.1):
            if self.queue:
                self.handle(self.queue.popleft())

    def sleeps(self):
        while self.running:
            if self.queue:
                self.handle(self.queue.popleft())
            else:
                time.sleep(0.1)

    def sleeps_after(self):
        while self.running:
            if self.queue:
                self.handle(self.queue.popleft())
            time.sleep(0.1)

    def blocks(self):
        while self.running:
            item = self.jobs.get()
            if item:
                self.handle(item)

    def drains(self):
        while True:
            try:
                self.handle(self.jobs.get_nowait())
            except queue.Empty:
                break

    def drains_queue(self):
        while self.queue:
            if self.running:
                self.handle(self.queue.popleft())

    def first(self):
        while True:
            try:
                item = self.jobs.get_nowait()
            except queue.Empty:
                time.sleep(0.01)
                continue
            self.handle(item)

    def timed(self):
        while self.running:
            try:
                item = self.jobs.get(timeout=1)
            except queue.Empty:
                continue
            self.handle(item)

    def polled(self, sock):
        while self.running:
            if self.select(sock):
                self.handle(sock)

    def condition(self):
        cond = threading.Condition()
        while self.running:
            with cond:
                cond.wait(1)
                if self.queue:
                    self.handle(self.queue.popleft())

    def handle(self, item):
        return item

    def select(self, sock):
        return sock.poll(1)


def scan(text):
    pos = 0
    while pos < len(text):
        if text[pos] == 'a':
            pos += 2
        else:
            pos += 1


def shrink(items):
    while True:
        if not items:
            return
        items.pop()


def parse(tokens):
    while tokens:
        if tokens[0] == 'x':
            tokens.pop(0)
