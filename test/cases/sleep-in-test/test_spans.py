import time


def test_expired(api):
    token = api.make_token(expires_in=2)
    time.sleep(3)  #! medium
    assert api.is_expired(token)


def test_given_later(api):
    time.sleep(3)  #! medium
    token = api.make_token(expires_in=3)
    assert not api.is_expired(token)


def test_much_longer(api):
    api.start(timeout=1)
    time.sleep(20)  #! medium
    assert api.is_running()


def test_something_else(api):
    api.start(workers=2)
    time.sleep(2)  #! medium
    assert api.is_running()
