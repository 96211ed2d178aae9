import asyncio
from unittest import IsolatedAsyncioTestCase


class WorkerTest(IsolatedAsyncioTestCase):
    async def test_counter(self):
        self.worker.start()
        while True:
            try:
                self.worker.assert_valid()
            except AssertionError:
                break
            await asyncio.sleep(0.01)

    async def test_tries(self):
        for _ in range(3):
            try:
                self.worker.assert_valid()
            except AssertionError:  #!
                break
            await asyncio.sleep(0.01)

    async def test_two_ends(self):
        while True:
            try:
                self.worker.assert_valid()
            except AssertionError:  #!
                break
            if self.worker.done:
                break
