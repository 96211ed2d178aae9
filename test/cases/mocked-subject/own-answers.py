# A mock that is told what to answer, and asked for it by the test itself.
from unittest.mock import MagicMock, Mock, patch

from app.service import Service


def test_moderation():
    model = MagicMock()
    model.moderate.return_value = True
    flagged = model.moderate("bad words")  #!
    assert flagged


def test_totals():
    store = Mock()
    store.total.return_value = 3
    assert store.total() == 3  #!


def test_service():
    model = MagicMock()
    model.moderate.return_value = True
    assert Service(model).refuses("bad words")
    model.moderate.assert_called_once_with("bad words")


def test_unasked():
    model = MagicMock()
    model.moderate.return_value = True
    model.moderate("warm up")
    assert Service(model).calls() == 1


def test_named():
    with patch("app.service.identify", return_value="SBI") as fake:
        assert fake("h", 1) == "SBI"  #!


def test_used():
    with patch("app.service.identify", return_value="SBI") as fake:
        assert Service(None).name() == "SBI"
        fake.assert_called_once_with("h", 1)
