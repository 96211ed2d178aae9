import threading


class Channels:
    def __init__(self, rows):
        self.rows = rows
        self.lock = threading.Lock()
        self.by_id = {}
        self.by_node = {}

    def add(self, channel):
        with self.lock:
            self.by_id[channel.id] = channel
            self.by_node[channel.node] = channel

    def drop(self, channel):
        with self.lock:
            self.by_id.pop(channel.id)
            self.by_node.pop(channel.node)

    def load_data(self):
        for channel in self.rows.all():
            self.by_id[channel.id] = channel  #! medium

    def forget(self, channel):
        self.by_node.pop(channel.node)  #! medium
