from django.core.cache import cache


def rows(query, key):
    found = cache.get(key)
    if found is None:
        found = query.fetch()
        cache.set(key, found, 60)  #! medium
    for row in found:
        query.note(row)


def once(query, key):
    if cache.get(key) is None:
        cache.incr(key)  #! high
        query.run()
