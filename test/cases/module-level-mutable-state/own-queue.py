from collections import defaultdict
from functools import partial

SENT = defaultdict(int)


class Service:
    def __init__(self):
        self.waiting = []

    def add_task(self, function):
        self.waiting.append(function)

    def get(self, request):
        self.add_task(partial(self.start, request))

    def start(self, request):
        SENT[request.host] += 1
