import threading


class Archive:
    def __init__(self, path):
        self.path = path

    def snapshot(self, rows):
        with open(self.path, 'w') as file:
            file.writelines(rows)

    def count(self):
        return len(open(self.path).read())


class ArchiveThread(threading.Thread):
    def __init__(self, archive: Archive):
        super().__init__(name='archive', daemon=True)  #!
        self.archive = archive

    def run(self):
        while True:
            self.archive.snapshot([])


class Late(threading.Thread):
    daemon = True  #!

    def run(self):
        while True:
            open('late', 'w').close()


class Stopped(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(9):
            open('late', 'w').close()

    def stop(self):
        self.ended.set()
        self.join()


class Reader(threading.Thread):
    def __init__(self, archive: Archive):
        super().__init__(daemon=True)
        self.archive = archive

    def run(self):
        while True:
            print(self.archive.count())


class Plain(threading.Thread):
    def run(self):
        while True:
            open('late', 'w').close()
