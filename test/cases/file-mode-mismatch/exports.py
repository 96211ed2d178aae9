import csv
import pickle


def export(rows, path):
    with open(path, "w", newline="") as target:
        writer = csv.writer(target)
        writer.writerows(rows)


def keep(state, path):
    with open(path, mode="w") as target:
        pickle.dump(state, target)  #!


def restore(path):
    with open(path) as source:
        return pickle.load(source)  #!


def append(path, line):
    with open(path, "a") as log:
        seen = log.read()  #!
        if line not in seen:
            log.write(line + "\n")


def either(path, is_binary):
    target = open(path, "wb") if is_binary else open(path, "w")
    target.write("x")
    target.close()


def two(path):
    out = open(path, "w")
    if path.endswith(".bin"):
        out = open(path, "wb")
    out.write("x")
    out.close()
