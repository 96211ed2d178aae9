import subprocess
import sys


def run(command):
    subprocess.run(command, stdout=open("out.log", "w"), check=True)  #!
    log = open("err.log", "w")  #!
    subprocess.check_call(command, stderr=log)
    with open("in.txt") as source:
        subprocess.run(command, stdin=source, check=True)


def start(command):
    log = open("start.log", "w")
    return subprocess.Popen(command, stdout=log)


def first(path):
    if (source := open(path)):  #!
        return source.readline()
    return ""


def managed(path):
    with (source := open(path)):
        return source.readline()


def closed(path):
    if (source := open(path)) is not None:
        try:
            return source.readline()
        finally:
            source.close()
    return ""


def write(path, rows):
    if path is None:
        out = sys.stdout
        is_own = False
    else:
        out = open(path, "w")
        is_own = True
    for row in rows:
        print(row, file=out)
    if is_own:
        out.close()


def keep(path, rows, is_own):
    out = open(path, "w")  #!
    for row in rows:
        print(row, file=out)
    if is_own:
        out.close()
