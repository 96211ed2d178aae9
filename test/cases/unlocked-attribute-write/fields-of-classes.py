import threading
from concurrent.futures import ThreadPoolExecutor


class Crawler(threading.Thread):
    total = 0
    guarded = 0
    lock = threading.Lock()

    def run(self):
        Crawler.total += 1 #!
        with Crawler.lock:
            Crawler.guarded += 1
        self.log()

    @classmethod
    def log(cls):
        cls.total = cls.total + 1 #!


class Counter:
    seen = 0

    def count(self, item):
        Counter.seen += len(item) #!

    def alone(self):
        Counter.seen += 1

    def all(self, items):
        with ThreadPoolExecutor() as pool:
            pool.map(self.count, items)
