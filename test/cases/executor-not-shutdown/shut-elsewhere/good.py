import atexit
from concurrent.futures import ThreadPoolExecutor
from base import Closing

POOL = ThreadPoolExecutor(4)


class A:
    def __init__(self):
        self._pool = ThreadPoolExecutor(4)
        atexit.register(self._pool.shutdown)


class B(Closing):
    def __init__(self):
        self.workers = ThreadPoolExecutor(4)


class C:
    def __init__(self):
        self.side = ThreadPoolExecutor(4)


class D:
    def __init__(self, loop):
        self.loop_pool = ThreadPoolExecutor(4)
        loop.set_default_executor(self.loop_pool)


class E:
    def __init__(self):
        self._ex = ThreadPoolExecutor(4)

    def __exit__(self, *args):
        self._ex.__exit__(*args)
