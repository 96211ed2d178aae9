import asyncio
import queue
from concurrent.futures import Future

jobs = queue.Queue[int]()
waiting = asyncio.Queue[int]()


class Desk:
    def __init__(self) -> None:
        self.jobs = queue.Queue[int](maxsize=3)
        self.answer = Future[int]()

    async def serve(self) -> None:
        self.jobs.get()  #!
        self.answer.result()  #!
        jobs.join()  #!
        await waiting.get()
        self.jobs.get_nowait()
