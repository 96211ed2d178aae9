import tarfile
import unittest

from shop import BadRow, flush, parse, poke


class OutcomeTest(unittest.TestCase):
    def test_statement(self):
        try:
            1 / 0
        except ZeroDivisionError:
            pass
        try:
            x = [] + ()
        except TypeError:
            pass

    def test_leaving_a_block_by_an_exception(self):
        try:
            with tarfile.open("a.tar", "w") as tar:
                raise Exception
        except:
            pass
        self.assertTrue(tar.closed)

    def test_bad_rows(self):
        # None of these should crash the interpreter.
        for row in [BadRow(1), BadRow(2)]:
            try:
                parse(row)
            except TypeError:
                pass
            try:
                parse(row, strict=True)
            except (TypeError, ValueError):
                pass

    def test_poke_crasher(self):
        try:
            poke(None)
        except ValueError:
            pass

    def test_full_pipe(self):
        # This should either fail or write a part of it.
        try:
            flush(b"x" * 100_000)
        except OSError:
            pass

    def test_parse(self):
        try:
            parse("x")
        except ValueError:  #!
            pass

    def test_parse_then_raise(self):
        try:
            parse("x")
            raise Exception("accepted")
        except Exception:  #!
            pass
