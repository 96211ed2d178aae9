import builtins
import sys

from app import memory_limit, promise


def test_limit(monkeypatch): #!
    def opened(path, *args):
        return path

    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(sys, "platform", "linux")
    limit = memory_limit()


def test_promise():
    return promise().then(lambda value: value.check())
