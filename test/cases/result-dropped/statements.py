# Statements that only give a value, and calls of the same name that act.
import itertools
import json
import os


def paths(folder, name, environment):
    os.path.join(folder, name)  #!
    environment.get("HOME", None)  #!
    name.removeprefix("x-")  #!
    itertools.chain(folder, name)  #!
    name.startswith("x")  #!
    return name


def checked(state, other):
    state.value == other  #!
    state.value is None  #!
    if state.value == other:
        return True
    return state.value != other


def acting(thread, path, cursor, box, queue, editor):
    thread.join()
    path.replace(path.parent)
    cursor.title()
    box.replace(text="new")
    queue.get(True, 5)
    editor.replace("a", "b", 1)
    sorted_rows = sorted(box)
    sorted_rows.sort()
    thread.start()
    thread.is_alive


def storable(value):
    try:
        json.dumps(value)
        sorted(value)
    except (TypeError, ValueError):
        return False
    return True

