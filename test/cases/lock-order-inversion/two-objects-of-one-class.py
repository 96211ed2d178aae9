import threading
import asyncio


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.balance = 0


def transfer(a: Account, b: Account, n):
    with a.lock:
        with b.lock:  #!
            a.balance -= n
            b.balance += n


def transfer_un(a, b, n):
    with a.lock:
        with b.lock:  #!
            a.balance -= n
            b.balance += n


def transfer2(a: Account, b: Account, n):
    with a.lock, b.lock:  #!
        a.balance -= n
        b.balance += n


class Acc2:
    def __init__(self):
        self._lock = threading.Lock()
        self.balance = 0

    def transfer(self, other: 'Acc2', n):
        with self._lock:
            with other._lock:  #!
                self.balance -= n
                other.balance += n

    def __eq__(self, other):
        with self._lock, other._lock:  #!
            return self.balance == other.balance


class Acc3:
    def __init__(self):
        self._lock = asyncio.Lock()

    async def transfer(self, other: 'Acc3', n):
        async with self._lock:
            async with other._lock:  #!
                pass


class Acc4:
    def __init__(self):
        self._lock = threading.Lock()
        self.b = 0

    def deposit(self, n):
        with self._lock:
            self.b += n

    def transfer(self, other: 'Acc4', n):
        with self._lock:
            self.b -= n
            other.deposit(n)  #!


def transfer3(a: Account, b: Account):
    a.lock.acquire()
    b.lock.acquire()  #!
    a.lock.release()
    b.lock.release()


def ok1(a: Account, b: Account, n):
    first, second = sorted((a, b), key=id)
    with first.lock, second.lock:
        pass


def ok2(a: Account, b: Account, n):
    first, second = (a, b) if id(a) < id(b) else (b, a)
    with first.lock:
        with second.lock:
            pass


def ok3(a: Account, b: Account):
    if id(a) > id(b):
        a, b = b, a
    with a.lock:
        with b.lock:
            pass


class Node:
    def __init__(self, parent):
        self._lock = threading.Lock()
        self.parent = parent

    def up(self):
        with self._lock:
            with self.parent._lock:
                pass


def ok4(parent: Account, child: Account):
    with parent.lock, child.lock:
        pass


def merge(accounts, x):
    with accounts.lock:
        with x.guard:
            pass


class Bank:
    def __init__(self):
        self.lock = threading.Lock()
        self.accounts = {}

    def move(self, source, target, n):
        a = self.accounts[source]
        b = self.accounts[target]
        with a.lock, b.lock:  #!
            a.balance -= n
            b.balance += n

    def move_sorted(self, source, target, n):
        a = self.accounts[min(source, target)]
        b = self.accounts[max(source, target)]
        with a.lock, b.lock:
            return n

    def move_gated(self, a: Account, b: Account, n):
        with self.lock:
            with a.lock, b.lock:
                a.balance -= n
                b.balance += n


def one_after_the_other(a: Account, b: Account):
    with a.lock:
        a.balance -= 1
    with b.lock:
        b.balance += 1


def of_two_classes(account: Account, bank: Bank):
    with account.lock, bank.lock:
        return account.balance
