for name in ("a", "b"):
    globals()[name] = name
