from unittest import TestCase

from queueing.simple_queue import SimpleQueue


def test_enqueue(queue):
    assert queue.enqueue("1", "send", {}, "w1")
    assert queue.get_job("1")["status"] == "pending"


def test_update_status(queue):
    queue.enqueue("1", "send", {}, "w1")
    queue.update_status("1", "done")
    assert queue.get_job("1")["status"] == "done"


class QueueCase(TestCase):
    def setUp(self):
        self.queue = SimpleQueue()

    def test_missing(self):
        self.assertIsNone(self.queue.get_job("nope"))

    def helper(self):
        return 1
