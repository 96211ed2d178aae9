import re

NUMBER = re.compile(r"[A-Z]+-(\d+)")
PARTS = re.compile(r"(\w*)(:.*)?")


def number_of(text):
    return NUMBER.match(text).group(1) #!


def numbers(path):
    found = []
    with open(path) as lines:
        for line in lines:
            match = re.match(r"(\d+);", line)
            found.append(match.group(1)) #!
    return found


def parts(text):
    return PARTS.match(text).groups(), re.match("(a)?(.*)", text).group(2)


def asked(text):
    if NUMBER.match(text):
        return NUMBER.match(text).group(1)
    match = NUMBER.match(text)
    if match is None:
        raise ValueError(text)
    return match.group(1)


def prepared(text):
    text = "A-" + str(len(text))
    return NUMBER.match(text).group(1)
