def test_basket(shop):
    basket = shop.basket()
    assert basket is not None or len(basket) == 2  #!
    assert shop.owner is not None or shop.owner.name == "Ida"  #!
    assert (basket is not None) or (basket[0].price > 3)  #!
    assert basket is not None or basket.is_open()  #!


def test_other_ways(shop, basket, order):
    assert basket is None or len(basket) == 2
    assert basket is not None and len(basket) == 2
    assert basket is not None or order is not None
    assert basket is not None or len(order) == 2
    assert basket is not None or order.accepts(basket)
    assert basket is not None or basket == order
    assert basket is not None or shop.basket.total == 3
