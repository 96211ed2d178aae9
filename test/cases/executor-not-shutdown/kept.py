import asyncio
from contextlib import asynccontextmanager
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool


class A:
    def __init__(self):
        self._pool = ThreadPoolExecutor(max_workers=4)  #!

    async def run(self, f):
        return await asyncio.get_running_loop().run_in_executor(self._pool, f)


class B:
    def __init__(self, workers):
        self.executor: ProcessPoolExecutor = ProcessPoolExecutor(workers)  #!

    def submit(self, f):
        return self.executor.submit(f)

    def stop(self):
        self.running = False


class C:
    def __init__(self, workers=None):
        self.executor2 = ThreadPoolExecutor(workers) if workers else ThreadPoolExecutor(1)  #!

    def submit(self, f):
        return self.executor2.submit(f)


@asynccontextmanager
async def lifespan(app):
    app.state.pool = ThreadPoolExecutor(2)  #!
    yield


def stored(app):
    app.state.other = ThreadPoolExecutor(2)


def use(app, f):
    return app.state.pool.submit(f)
