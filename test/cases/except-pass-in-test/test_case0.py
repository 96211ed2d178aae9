import contextlib
import unittest

class OrderTest(unittest.TestCase):
    def test_total(self):
        try:
            self.assertEqual(order().total(), 3)
        except AssertionError:  #!
            pass

    def test_refuses(self):
        try:
            order().add(None)
            self.fail("accepted")
        except Exception:  #!
            pass

    def test_name(self):
        for name in NAMES:
            try:
                order().rename(name)
            except (TypeError, ValueError) as error:  #!
                print("failed", error)
                continue

def test_bad():
    try:
        parse("x")
        assert False
    except Exception:  #!
        pass
    with contextlib.suppress(AssertionError):  #!
        assert parse("y") == 3

async def test_closes(client):
    try:
        await client.send("x")
    except:  #!
        return
