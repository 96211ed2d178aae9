import unittest

from shop import Order, total


class OrderTest(unittest.TestCase):
    def test_order(self):  #! medium
        order = Order("pen")

    def test_total(self):  #! high
        found = total(["pen"])
