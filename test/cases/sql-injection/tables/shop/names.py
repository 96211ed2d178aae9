PERSON, PLACE = 1, 2
NAMES = {PERSON: "person", PLACE: "place"}
OPEN = {PERSON: "person"}
KINDS = ["person", "place"]


def register(key, name):
    OPEN[key] = name
    open_names = dict(OPEN)
    return open_names


CHOSEN = {PERSON: input()}
