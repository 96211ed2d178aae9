import unittest
from textwrap import dedent

from channels import create, make_parser, run


class ChannelTest(unittest.TestCase):
    def test_send_elsewhere(self):
        worker = create()
        out = run(worker, dedent("""
            channel = create()
            channel.send(b"x")
            assert channel.receive() == b"x"
            """))

    def test_make_twice(self):
        # Making it several times in a row should succeed.
        parser = make_parser()
        parser = make_parser()

    def test_create(self):  #! high
        worker = create()

    def test_later(self):  #!
        pass

    def test_issue_10421(self):  #! medium
        worker = create()

    def test_close_twice(self):  #! medium
        # See bug #10421.
        worker = create()


class SkippedTest(unittest.TestCase):
    def setUp(self):
        self.skipTest("not without the server")

    def test_connect(self):
        pass
