# Waits that end now and then so that a flag is looked at.
import queue
import socket


class Listener:
    def run(self, server):
        while not self.stopping.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            self.serve(connection)

    def work(self, jobs):
        while self.running:
            try:
                job = jobs.get(timeout=1)
            except queue.Empty:
                continue
            job()

    def send_all(self, peers, line):
        for peer in peers:
            try:
                peer.sendall(line)
            except TimeoutError:  #!
                continue
