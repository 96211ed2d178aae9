from app import total


def test_compared(): #!
    return total([1, 2]) == 3


def test_value():
    return total([1, 2])


def test_asserted():
    assert total([1, 2]) == 3
