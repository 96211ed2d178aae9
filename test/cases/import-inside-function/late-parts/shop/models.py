class Entry:
    objects = None
