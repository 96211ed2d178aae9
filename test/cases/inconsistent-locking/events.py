import threading
from threading import Event


class Screen:
    def __init__(self):
        self.lock = threading.Lock()
        self.enabled = Event()
        self.lines = set()

    def turn(self, handler):
        with self.lock:
            if handler is None:
                self.enabled.clear()
                self.lines.clear()
            else:
                self.enabled.set()
                self.lines.add(handler)

    def stop_input(self):
        self.enabled.clear()

    def wipe(self):
        self.lines.clear()  #!
