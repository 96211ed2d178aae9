import unittest


class OrderTest(unittest.TestCase):
    def test_named(self):
        self.assertTrue(expr=True)  #!
        self.assertFalse(expr=False)  #!
        self.assertIsNone(obj=None)  #!

    def test_both(self):
        self.assertEqual(first=3, second=3)  #!

    def test_order(self):
        self.assertTrue(expr=self.order.paid)
        self.assertFalse(expr=self.order.open)
        self.assertIsNone(obj=self.order.note)
        self.assertEqual(first=self.order.total, second=3)
        self.assertTrue(msg="paid", expr=self.order.paid)
