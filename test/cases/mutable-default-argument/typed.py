from collections import defaultdict, deque


def remember(value, steps=deque[int]()):  #!
    steps.append(value)
    return steps


def count(word, table=defaultdict[str, int](int)):  #!
    table[word] += 1
    return table


def fixed(word, known=frozenset[str]()):
    return word in known
