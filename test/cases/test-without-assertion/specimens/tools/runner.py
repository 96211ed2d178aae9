import unittest


def runner(suite):
    return unittest.TextTestRunner().run(suite)


if __name__ == "__main__":
    class ShownTests(unittest.TestCase):
        def test_pass(self):
            pass

        def test_error(self):
            print("some output")
