import asyncio
import logging
import queue
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Listener

log = logging.getLogger(__name__)
STOP = object()


class Downloader:
    def __init__(self):
        self.queue = queue.Queue(8)
        self.stopped = threading.Event()
        self.running = True

    def start(self):
        threading.Thread(target=self.work).start()
        threading.Thread(target=self.work_until).start()
        threading.Thread(target=self.work_while).start()
        threading.Thread(target=self.work_iter).start()
        threading.Thread(target=self.careful).start()
        threading.Thread(target=self.spread).start()

    def work(self):
        while (row := self.queue.get()) is not STOP:
            self.load(row)  #!

    def work_until(self):
        while not self.stopped.is_set():
            row = self.queue.get()
            self.load(row)  #!

    def work_while(self):
        while self.running:
            name, row = self.queue.get()
            if row is None:
                break
            self.load(row)  #!

    def work_iter(self):
        for row in iter(self.queue.get, STOP):
            self.load(row)  #!

    def careful(self):
        while (row := self.queue.get()) is not STOP:
            try:
                self.load(row)
            except Exception:
                log.exception("cannot load %s", row)

    def spread(self):
        while (row := self.queue.get()) is not STOP:
            threading.Thread(target=self.load, args=(row,)).start()

    def drain(self):
        """Its caller runs it, and gets what it raises."""
        while not self.queue.empty():
            row = self.queue.get()
            self.load(row)

    def load(self, row):
        with open(row) as file:
            return file.read()


class Daemon:
    def __init__(self, address):
        self.listener = Listener(address)
        self.stopped = threading.Event()
        self.pool = ThreadPoolExecutor(4)

    def run(self):
        threading.Thread(target=self.listen).start()
        threading.Thread(target=self.listen_apart).start()
        threading.Thread(target=self.listen_pooled).start()
        threading.Thread(target=self.listen_with_care).start()

    def listen(self):
        while not self.stopped.is_set():
            connection = self.listener.accept()
            self.answer(connection)  #!

    def listen_apart(self):
        while not self.stopped.is_set():
            connection = self.listener.accept()
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def listen_pooled(self):
        while True:
            connection = self.listener.accept()
            self.pool.submit(self.answer, connection)

    def listen_with_care(self):
        while not self.stopped.is_set():
            connection = self.listener.accept()
            self.answer_safely(connection)

    def answer(self, connection):
        command = connection.recv()
        connection.send(command.run())

    def answer_safely(self, connection):
        try:
            connection.send(connection.recv())
        except (EOFError, OSError):
            log.info("client is gone")
        except Exception:
            log.exception("command failed")
        finally:
            connection.close()


class Receiver(threading.Thread):
    def __init__(self, port, parse):
        super().__init__()
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("", port))
        self.parse = parse

    def run(self):
        while True:
            data, address = self.sock.recvfrom(1024)
            self.parse(data)  #!


class Mailer:
    def __init__(self):
        self.inbox = asyncio.Queue(100)
        self.task = None

    async def start(self):
        self.task = asyncio.create_task(self.work())

    async def work(self):
        while True:
            mail = await self.inbox.get()
            await self.send(mail)  #!

    async def send(self, mail):
        await mail.deliver()
