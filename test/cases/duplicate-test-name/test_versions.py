from api import Controller


def test_versions():
    class Versioned(Controller):
        @Controller.api_version("1.0", "1.1")
        def test_first(self):
            return "1.0"

        @Controller.api_version("1.2", "1.3")
        def test_first(self):
            return "1.2"

    assert Versioned().test_first() == "1.2"


def test_other():
    assert 1 + 1 == 2


def test_other():  #!
    assert 2 + 2 == 4
