import queue
import threading
from queue import Empty, Queue
from multiprocessing import Queue as MQueue

tasks = []
inbox: Queue = Queue()
lock = threading.Lock()


def worker():
    while True:  #!
        if tasks:
            job = tasks.pop(0)
            job()


def consumer(stop: threading.Event):
    while not stop.is_set():  #!
        try:
            item = inbox.get(False)
        except Empty:
            continue
        print(item)


def locked():
    while True:  #!
        with lock:
            if len(tasks) > 0:
                tasks.pop()()


def reading(stream):
    while True:
        try:
            chunk = stream.get_nowait()
        except Empty:
            break
        print(chunk)


def blocked():
    while True:
        job = inbox.get()
        if job is None:
            break
        job()


def computing(n):
    while n > 1:
        if n % 2:
            n = 3 * n + 1
        else:
            n //= 2


class Engine:
    def __init__(self):
        self.alive = True
        self.frames = []

    def tick(self):
        while self.alive:
            if self.frames:
                self.draw(self.frames.pop())
            self.clock.tick(60)

    def serve(self, sock):
        while self.alive:
            data = sock.recv(1024)
            if data:
                self.frames.append(data)

    def draw(self, frame):
        return frame
