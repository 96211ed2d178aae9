"""Names of what is tested are no assertions, though they begin like one."""
import shop


def test_cancel():  #!
    service = shop.CheckoutService(None)
    service.cancel_all([])


def test_total():  #! high
    total = shop.checksum([1, 2])


def test_mustache():  #!
    shop.mustache_template("a")


def test_failover():  #!
    shop.failover(shop.checkpoint())


def test_prices():
    shop.check_prices([1, 2])


def test_invariants():
    basket = shop.Basket()
    basket.check()
