from shop.models import Order


def test_order_of_rows(django_user):
    found = []
    for number in range(1, 5):
        found.append(Order.objects.filter(number=number).first())
    assert [one.place for one in found] == [1, 2, 3, 4]
