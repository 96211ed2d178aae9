import words


def shown(value):
    return words.join(
        value,
        value,
    )  # noqa #! low


def longest(value):
    # (first || second)  # noqa #! low
    return words.max(value)  # noqa #! medium
