# Nobody imports this file: whoever runs it gives it the names.
target = Program("main", SOURCES)


def more():
    return Library(target)
