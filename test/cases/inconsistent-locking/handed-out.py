import threading


class Connection:
    def __init__(self):
        self.lock = threading.Lock()
        self.consumers = {}

    def reset(self):
        with self.lock:
            self.consumers.clear()

    def declare(self, consumer):
        def add():
            self.consumers[consumer] = consumer.tag
            return consumer

        with self.lock:
            return self.ensure(add)

    def consume(self, consumer):
        def recover(error):
            self.consumers[consumer] = error

        def fail(error):
            recover(error)

        with self.lock:
            return self.ensure(fail)

    def forget(self):
        with self.lock:
            self.consumers.clear()

    def declare_later(self, consumer, loop):
        def add():
            self.consumers[consumer] = consumer.tag  #!

        loop.call(add)
