import threading
import time


class Jar:
    def __init__(self, policy):
        self.lock = threading.Lock()
        self.policy = policy
        self.cookies = {}
        self.ready = False
        self.loading = False

    def set_policy(self, policy):
        self.policy = policy

    def add(self, name, value):
        with self.lock:
            self.policy.now = time.time()
            self.cookies[name] = value
            self.loading = True

    def drop(self, name):
        with self.lock:
            del self.cookies[name]

    def clear(self):
        self.cookies = {}  #! medium

    def load(self):
        with self.lock:
            self.loading = self.read()

    def reset(self):
        self.ready = self.loading = False  #! medium
