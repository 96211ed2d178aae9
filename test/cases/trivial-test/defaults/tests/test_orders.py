from app import Basket, Order


def test_import(): #!
    import app


def test_note(): #!
    assert Order().note is None


def test_fields(): #!
    order = Order()
    assert order.note is None
    assert order.limit == 3


def test_given():
    order = Order(limit=4)
    assert order.limit == 4


def test_code():
    basket = Basket()
    assert basket.items == []


def test_changed():
    order = Order()
    order.limit = 4
    assert order.limit == 4
