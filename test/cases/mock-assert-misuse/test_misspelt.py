import unittest
from unittest.mock import AsyncMock, Mock


def test_sent(channel):
    send = Mock()
    channel.run(send)
    send.assert_called_onec_with(1)  #!
    send.asert_called_once()  #!
    send.assret_called_with(1)  #!
    send.close.assert_called_once_wth(1)  #!
    send.assert_has_call(1)  #!
    assert send.assert_not_caled()  #!
    send.assert_called_once_with(1)
    send.assert_has_calls([])
    send.assert_any_call(1)
    send.assertion.return_value = 3
    send.allow_calls(1)
    send.add_call("x")
    check = send.assert_called_once
    check()


async def test_awaited(channel):
    send = AsyncMock()
    await channel.run(send)
    send.assert_awaited_onec()  #!
    send.assert_awaited_once()


class SendTest(unittest.TestCase):
    def assert_called_twice(self, send):
        self.assertEqual(send.call_count, 2)

    def assert_called_ones(self, send):
        self.assertEqual(send.call_count, 1)

    def test_twice(self):
        send = Mock()
        self.assert_called_twice(send)
        self.assert_called_ones(send)
