class Store:
    def load(self, key):
        return key


class Service:
    def __init__(self, session):
        self.session = session
        self.store = Store()
        self.extra = None

    def run(self, key):
        return self.store.load(key)
