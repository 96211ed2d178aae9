import threading


class Shelf:
    def __init__(self):
        self.lock = threading.Lock()
        self.books = []
        self.seen = 0

    def put(self, book):
        lock = self.lock
        books = self.books
        with lock:
            books.append(book)
            self.seen += 1

    def take(self):
        lock = self.lock
        with lock:
            self.seen += 1
            return self.books.pop()

    def clear(self):
        books = self.books
        books.clear()  #!

    def forget(self):
        self.seen = 0  #!

    def sorted(self):
        books = list(self.books)
        books.sort()
        return books
