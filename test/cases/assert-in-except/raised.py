import pytest


def test_wraps():
    try:
        try:
            raise ValueError("no value")
        except Exception:
            raise KeyError("no key")
    except KeyError as error:
        assert error.__context__ is not None


class TestCalls:
    def test_refuses(self):
        try:
            self.client.call("nothing")
        except Exception as error:
            self.assertIsInstance(error, KeyError)  #! low
        else:
            self.assertTrue(False)

    def test_may_refuse(self):
        try:
            self.client.call("nothing")
        except Exception as error:
            self.assertIsInstance(error, KeyError)  #! medium
