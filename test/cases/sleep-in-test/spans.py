import time


def test_expired_claim(store):
    claim = store.create({"ttl": 1})
    time.sleep(1)  #! medium
    assert store.get(claim) is None


def test_delay_queue(store):
    store.post("x", {"delay": 3})
    time.sleep(3)  #! medium
    assert store.claim() == ["x"]


def test_claim(store):
    store.post("x")
    time.sleep(3)  #! medium
    assert store.claim() == ["x"]
