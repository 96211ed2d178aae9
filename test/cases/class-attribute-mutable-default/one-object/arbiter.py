class Arbiter:
    signals = []  #! low

    def __init__(self, app):
        self.app = app

    def run(self):
        self.signals.append(self.app)


class Channel:
    waiting = []  #! high

    def __init__(self, connection):
        self.connection = connection

    def receive(self, data):
        self.waiting.append(data)
