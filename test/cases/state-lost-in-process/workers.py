import logging
import multiprocessing as mp
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing import Pool, Process

log = logging.getLogger(__name__)

FAILED = []
totals = {"rows": 0}
seen = set()
done = 0
shared = mp.Manager().dict()
hits = []
settings = {}


def convert(archive):
    try:
        archive.unpack()
    except OSError:
        log.exception("broken: %s", archive)
        FAILED.append(archive)  #!
    return archive


def convert_all(archives):
    with ProcessPoolExecutor(4) as pool:
        jobs = {pool.submit(convert, one): one for one in archives}
        for job in as_completed(jobs):
            job.result()
    return [one for one in archives if one in FAILED]


def count(chunk):
    global done
    done += 1  #!
    totals["rows"] += len(chunk)  #!
    remember(chunk)
    shared[chunk[0]] = len(chunk)


def remember(chunk):
    seen.update(chunk)  #!


def count_all(chunks):
    with Pool() as pool:
        for _ in pool.imap_unordered(count, chunks):
            pass
    return totals["rows"], len(seen), done, dict(shared)


def hit(address):
    hits.append(address)


def hit_all(addresses):
    with ThreadPoolExecutor() as pool:
        for _ in pool.map(hit, addresses):
            pass
    return hits


def configure(values):
    settings.update(values)


def render(page):
    return page.render(settings)


def render_all(pages, values):
    configure(values)
    with Pool(initializer=configure, initargs=(values,)) as pool:
        return pool.map(render, pages)


class Importer:
    def __init__(self):
        self.rows = []
        self.errors = 0
        self.queue = mp.Queue()

    def start(self):
        self.process = Process(target=self._work)
        self.process.start()

    def _work(self):
        for row in iter(self.queue.get, None):
            self.rows.append(row)  #!

    def finish(self):
        self.queue.put(None)
        self.process.join()
        return self.rows


class Ticker(Process):
    def __init__(self):
        super().__init__()
        self.running = True
        self.ended = mp.Event()

    def run(self):
        while self.running and not self.ended.is_set():
            self.tick()

    def tick(self):
        log.info("tick")

    def stop(self):
        self.running = False  #!
        self.ended.set()


class Walker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.running = True
        self.found = []

    def run(self):
        while self.running:
            self.found.append(1)

    def stop(self):
        self.running = False
        return self.found


class Prepared(Process):
    def __init__(self):
        super().__init__()
        self.paths = []

    def add(self, path):
        self.paths.append(path)

    def run(self):
        for path in self.paths:
            log.info(path)
