import asyncio
import time
from unittest import TestCase


class TriggerTest(TestCase):
    def test_nothing_happens(self):
        self.trigger.create()
        time.sleep(1)  #! medium
        self.assertEqual(0, self.delete.call_count)

    def test_not_again(self):
        self.trigger.create()
        time.sleep(2)  #! medium
        self.delete.assert_not_called()

    def test_no_more(self):
        self.trigger.create()
        # Wait some more and make sure that there are no more than those
        # executions.
        time.sleep(5)  #! medium
        self.assertEqual(self.wanted, self.delete.call_count)

    def test_once(self):
        self.trigger.create()
        # Executions.
        time.sleep(3)  #! medium
        self.assertEqual(1, self.delete.call_count)

    def test_called(self):
        self.trigger.create()
        time.sleep(3)  #! medium
        self.delete.assert_called_once()

    def test_drained(self):
        self.trigger.create()
        time.sleep(3)  #! medium
        self.assertEqual(0, len(self.trigger.waiting))

    def test_uncalled(self):
        self.trigger.create()
        time.sleep(1)  #! medium
        assert not self.delete.called

    async def test_waits(self):
        self.trigger.create()
        await asyncio.sleep(1)  #! medium
        self.delete.assert_not_awaited()

    async def test_not_done(self):
        task = asyncio.create_task(self.trigger.run())
        await asyncio.sleep(3)  #! medium
        assert not task.done()
