import asyncio
import concurrent.futures
import concurrent.futures as cf
from concurrent.futures import ThreadPoolExecutor, ProcessPoolExecutor, as_completed, wait
from concurrent import futures


def work(x):
    raise ValueError(x)


def a(items):
    with ThreadPoolExecutor() as pool:
        for item in items:
            pool.submit(work, item)  #!


def b(items):
    with cf.ProcessPoolExecutor() as pool:
        pool.map(work, items)  #!


def c(items):
    with futures.ThreadPoolExecutor(max_workers=3) as pool:
        jobs = [pool.submit(work, item) for item in items]  #!
        wait(jobs)


def d(items):
    with futures.ThreadPoolExecutor(max_workers=3) as pool:
        jobs = [pool.submit(work, item) for item in items]  #!
        for job in as_completed(jobs):
            print('done')


def e(items):
    pool = ThreadPoolExecutor()
    future = pool.submit(work, 1)  #!
    pool.shutdown()


class K:
    def __init__(self):
        self.pool = ThreadPoolExecutor()

    def go(self):
        self.pool.submit(work, 1)  #!

    async def ago(self):
        loop = asyncio.get_running_loop()
        loop.run_in_executor(self.pool, work, 1)  #!
        loop.run_in_executor(None, work, 1)  #!

    def fine(self):
        return self.pool.submit(work, 1)


def f(items):
    with ThreadPoolExecutor() as pool:
        [pool.submit(work, i) for i in items]  #!


def g(items):
    jobs = []
    with ThreadPoolExecutor() as pool:
        for i in items:
            jobs.append(pool.submit(work, i))  #!
    concurrent.futures.wait(jobs)


def ok1(items):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, items))


def ok2(items):
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(work, item) for item in items]
        for job in as_completed(jobs):
            job.result()


def ok3(items):
    with ThreadPoolExecutor() as pool:
        jobs = {pool.submit(work, item): item for item in items}
        for job in as_completed(jobs):
            print(jobs[job], job.exception())


def ok4(items):
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(work, item) for item in items]
        done, pending = wait(jobs)
        for d in done:
            d.result()


def ok5(pool: ThreadPoolExecutor):
    pool.submit(work, 1).add_done_callback(print)


def ok6(pool: ThreadPoolExecutor):
    f = pool.submit(work, 1)
    f.add_done_callback(print)


async def ok7():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, work, 1)


def h(pool: ThreadPoolExecutor):
    pool.submit(work, 1)  #!


def i(items):
    with ThreadPoolExecutor() as pool:
        jobs = {pool.submit(work, item): item for item in items}  #!
        for job in as_completed(jobs):
            print(jobs[job])


def j(items):
    with ThreadPoolExecutor() as pool:
        results = pool.map(work, items)  #!


def ok8(pool: ThreadPoolExecutor):
    late = pool.submit(work, 1)
    late.cancel()


def ok9(pool: ThreadPoolExecutor, jobs):
    jobs.append(pool.submit(work, 1))
