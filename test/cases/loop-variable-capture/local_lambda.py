# A lambda under a name that the same round calls has the value of that round.
def show(names):
    for name in names:
        text = lambda: name.upper()
        print(text())


def collect(names):
    texts = []
    for name in names:
        text = lambda: name.upper()  #!
        texts.append(text)
    return texts


def both(names, later):
    for name in names:
        text = lambda: name.upper()  #!
        print(text())
        later.append(text)


def last(names):
    for name in names:
        text = lambda: name.upper()
    return text
