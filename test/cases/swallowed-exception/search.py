def kernel(manager, names):
    found = None
    for name in names:
        try:
            found = manager.kernel(name)
            break
        except Exception:
            continue
    if not found:
        raise LookupError("no kernel")
    return found


def settings(manager, names):
    for name in names:
        try:
            manager.apply(name)
        except Exception:  #!
            continue
