# A class below, or a function inside of a method, changes what the class has once.
class Base:
    rows = {}  #!
    own = {}
    plain = {}


class Store(Base):
    def put(self, key, row):
        self.rows[key] = row

    def reset(self):
        self.own = {}

    def add(self, key):
        self.own[key] = 1

    def read(self, key):
        return self.plain[key]


class Watch:
    seen = []  #!

    def start(self, loop):
        def remember(event):
            self.seen.append(event)

        loop.add(remember)


class Other:
    plain = {}

    def put(self, key):
        self.plain.get(key)
