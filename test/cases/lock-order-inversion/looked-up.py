# Two objects of one kind that a method looks up.
import threading


class Account:
    def __init__(self, name):
        self.name = name
        self.credit = 0
        self.lock = threading.Lock()


class Ledger:
    def __init__(self):
        self._lock = threading.Lock()
        self._accounts = {}

    def account(self, name):
        with self._lock:
            return self._accounts.setdefault(name, Account(name))

    def transfer(self, giver, taker, amount):
        source, target = self.account(giver), self.account(taker)
        with source.lock:
            with target.lock:  #!
                source.credit -= amount
                target.credit += amount

    def swap(self, one, other):
        first, second = sorted((self.account(one), self.account(other)), key=lambda a: a.name)
        with first.lock, second.lock:
            first.credit, second.credit = second.credit, first.credit

    def tell(self, name, reader):
        source, log = self.account(name), reader.open_log()
        with source.lock:
            with log.lock:
                log.write(source.credit)
