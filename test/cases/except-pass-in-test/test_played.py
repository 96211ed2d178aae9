import logs


def test_given_logger(logger):
    try:
        try:
            raise ValueError("first")
        except Exception:
            with logs.saved(logger):
                raise ValueError("second")
    except Exception:
        pass
    assert logger.error.called


def test_ignores():
    try:
        assert False, "played"
    except Exception:
        pass
    assert logs.count() == 1


def test_sends(client):
    try:
        assert client.send() == 1
    except Exception:  #! high
        pass
