import pytest


@pytest.mark.parametrize(
    "name",
    [
        "a",
        'a',  #!
        b"a",
        "A",
    ],
)
def test_name(name):
    assert load(name)


@pytest.mark.parametrize(
    "name, size",
    [
        ("a", 1),
        ('a', 1),  #!
        ("a", 2),
        ("b", 1),
    ],
)
def test_pair(name, size):
    assert load(name, size)


@pytest.mark.parametrize("text", ["a\n", r"a\n", 'a"', "a'", f"a", "", ''])  #!
def test_text(text):
    assert load(text)
