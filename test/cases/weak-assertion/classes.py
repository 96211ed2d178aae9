import unittest

from shop import Order, ValueWarning, dispatcher, gateway, read


class GatewayTest(unittest.TestCase):
    def test_request_without_version(self):
        self.assertIsInstance(gateway("/"), dispatcher.Controller)  #! low

    def test_proxy(self):
        self.assertIsInstance(gateway("/").repo(), dispatcher.RepoProxy)

    def test_refused(self):
        self.assertIsInstance(gateway("/x")[1], ValueError)

    def test_order(self):
        self.assertIsInstance(read("order"), dict)  #! medium

    def test_lines(self):
        self.assertIsInstance(read("order"), Order)  #! low
        self.assertIsNotNone(read("lines"))

    def test_rows(self):
        self.assertIsNotNone(read("lines"))  #! medium


def test_warned():
    assert isinstance(read("x"), ValueWarning)
