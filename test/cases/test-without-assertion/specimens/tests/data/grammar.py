import unittest


class GrammarTests(unittest.TestCase):
    def test_pass(self):
        pass

    def test_eval(self):
        x = eval("1, 0 or 1")
