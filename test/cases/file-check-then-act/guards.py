import os
import shutil


def write_new(path, text):
    if os.path.exists(path):
        raise FileExistsError(path)
    with open(path, 'w') as out: #!
        out.write(text)


def drop(folder):
    if not os.path.isdir(folder):
        return
    shutil.rmtree(folder) #!


def drop_handled(folder):
    if not os.path.isdir(folder):
        return
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass


def read(path):
    if not os.path.exists(path):
        return None
    with open(path) as source:
        return source.read()


def write_other(path, text):
    if os.path.exists(path):
        return
    path = path + '.new'
    with open(path, 'w') as out:
        out.write(text)
