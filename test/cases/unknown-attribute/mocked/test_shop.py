from unittest.mock import MagicMock, Mock

from shop import Receipt, Till, noted, printed, reset


def test_printed():
    till = MagicMock()
    till.close.return_value.amount = 7
    assert printed(till) == "7"


def test_reset():
    till = Mock()
    till.clear = Mock()
    reset(till)
    till.clear.assert_called_once_with()


def test_noted():
    till = Till()
    till.note = "x"
    assert noted(till) == "x"
    assert till.close() == Receipt(1)
