from unittest.mock import AsyncMock, MagicMock, Mock

from app.service import Service, Store


def test_invented():
    service = Service(None)
    service.store = MagicMock()
    service.store.fetch = AsyncMock(return_value=1)  #!
    service.store.load.return_value = 1
    assert service.run(1) == 1


def test_asserted():
    service = Service(None)
    service.store = Mock()
    service.run(1)
    service.store.fetch_all.assert_called_once_with(1)  #!
    service.store.load.assert_called_once_with(1)


def test_specified():
    service = Service(None)
    service.store = Mock(spec=Store)
    service.store.load.return_value = 1
    assert service.run(1) == 1


def test_unknown(service):
    service.store = Mock()
    service.store.fetch.return_value = 1
    assert service.run(1) == 1


def test_of_no_class():
    service = Service(None)
    service.extra = Mock()
    service.extra.fetch.return_value = 1
    service.session = MagicMock()
    service.session.fetch.return_value = 1
    assert service.run(1) == 1


def test_of_a_mock():
    service = Mock()
    service.store = Mock()
    service.store.fetch.return_value = 1
    assert service.run(1)
