# What has no separator left, and what `relative_to` refuses, also behind a call that makes the path.
import configparser
import os
import posixpath
from pathlib import Path

from flask import request

ROOT = "/srv/recipes"


def save_recipe():
    title = request.form["title"]
    with open(os.path.join(ROOT, title.replace("/", "_") + ".md"), "w") as file:
        file.write(request.form["text"])


def save_dotless():
    title = request.form["title"]
    with open(os.path.join(ROOT, title.replace("..", "") + ".md"), "w") as file:  #! high
        file.write(request.form["text"])


def save_turned():
    title = request.form["title"]
    with open(os.path.join(ROOT, title.replace("_", "/")), "w") as file:  #! high
        file.write(request.form["text"])


def within(*names):
    joined = os.path.join(ROOT, *names)
    Path(joined).resolve().relative_to(Path(ROOT).resolve())
    return joined


def anywhere(*names):
    joined = os.path.join(ROOT, *names)
    Path(joined).resolve()
    return joined


def load():
    with open(within(request.args["name"])) as file:
        return file.read()


def load_any():
    with open(anywhere(request.args["name"])) as file:  #! high
        return file.read()


def settings():
    parser = configparser.ConfigParser()
    parser.read(os.path.join(ROOT, request.args["profile"]))  #! high
    parser.read(os.path.join(ROOT, os.path.basename(request.args["profile"])))
    parser.read_string(request.args["profile"])
    return parser


def every():
    return list(Path(ROOT, request.args["folder"]).glob("*.md"))  #! high


def folder_of(name):
    return Path(os.environ["RECIPES"]) / name


def begin():
    (folder_of("new") / request.args["title"]).mkdir()  #! high
    (folder_of("new") / "today").mkdir()


def is_subpath(path, folder):
    return os.path.commonpath([path, folder]) == folder


def end():
    path = folder_of("old") / request.args["title"]
    if not is_subpath(str(path.resolve()), "/srv/recipes/old"):
        return
    path.rmdir()


def shown():
    path = os.path.abspath(os.path.join(ROOT, request.args["name"]))
    if not (path + os.sep).startswith(ROOT + os.sep):
        return ""
    return open(path).read()


def listed():
    folder = os.path.join(ROOT, request.args["folder"])
    if os.path.commonprefix((os.path.realpath(folder), ROOT)) != ROOT:
        return []
    return os.listdir(folder)


def listed_untested():
    folder = os.path.join(ROOT, request.args["folder"])
    print(os.path.commonprefix((os.path.realpath(folder), ROOT)))
    return os.listdir(folder)  #! high


def joined_only():
    path = ROOT + "/" + request.args["name"]
    if not (path + "/").startswith(ROOT + "/"):
        return ""
    return open(path).read()  #! high


def normal():
    path = posixpath.normpath(request.args["name"]).lstrip("/")
    return open(ROOT + "/" + path).read()  #! high
