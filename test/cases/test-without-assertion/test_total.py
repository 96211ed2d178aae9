import unittest

class TotalTest(unittest.TestCase):
    def setUp(self):
        self.basket = Basket()

    def test_add(self):  #!
        self.basket.add("apple")
        print(self.basket)

    def fill(self):
        self.basket.add("pear")

    def testFill(self):  #!
        self.fill()

    async def test_empty(self):  #!
        pass
