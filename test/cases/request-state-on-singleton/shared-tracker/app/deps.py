from functools import lru_cache
class Tracker:
    current = None
    def __init__(self): self.user = None; self.count = 0; self.cache = {}
tracker = Tracker()
@lru_cache
def get_tracker() -> Tracker:
    return Tracker()
def get_fresh() -> Tracker:
    return Tracker()
