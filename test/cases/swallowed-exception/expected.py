def check_leaf(raw, parse):
    tx = parse(raw)
    try:
        tx.deserialize()
    except Exception:
        pass
    else:
        raise ValueError("an inner node is a transaction")


def fitting(formats, width):
    for form in formats:
        # Format all segments, but continue with the next form if there's an error.
        # noinspection PyBroadException
        try:
            form.fill(width)
        except Exception:
            continue
        break
    for form in formats:
        # Format all segments.
        try:
            form.fill(width)
        except Exception:  #! medium
            continue
