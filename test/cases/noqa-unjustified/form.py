import words


def shown(value):
    return words.join(
        value,
        value,
    )  # noqa #! low


def longest(value):
    # (first || second)  # noqa #! low
    return words.max(value)  # noqa #! low


def fits(kind):
    # can not be written with isinstance, since kind may be the type of None
    return kind is not type(None)  # noqa


def fits_too(kind):
    # see above
    return kind is not type(None)  # noqa #! low


def opens(path):
    return eval(path)  # nosec #! medium
