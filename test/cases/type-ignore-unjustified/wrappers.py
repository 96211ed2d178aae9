def counted(function):
    def wrapper(*args):
        return function(*args)

    return wrapper  # type: ignore #! low


def value_of(store):
    found = store.value
    return found  # type: ignore #! medium
