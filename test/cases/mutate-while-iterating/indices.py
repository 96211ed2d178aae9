def drop(rows, others):
    for at in range(len(rows)):
        if rows[at] is None:
            del rows[at]  #!
    for at in range(len(rows)):
        if rows[at] is None:
            rows.pop(at)  #!
    for at in range(len(rows) - 1, -1, -1):
        del rows[at]
    for at in reversed(range(len(rows))):
        rows.pop(at)
    for at in range(len(rows)):
        rows.pop()
    for at in range(len(rows)):
        rows.pop(0)
    for at in range(len(rows)):
        others.pop(at)
    for at in range(len(rows)):
        if rows[at] is None:
            del rows[at]
            break
    for at in range(len(rows)):
        rows[at] = None


def drop_keys(found):
    for key in found.keys():
        if key is None:
            del found[key]  #!
    for key in list(found.keys()):
        del found[key]
    for key in found.keys() - {1}:
        del found[key]
    for key in found.keys():
        found[key] += 1
