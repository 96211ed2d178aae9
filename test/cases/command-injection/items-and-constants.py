"""What a list or a dictionary holds where it is read, and tests that always end the same way."""

import configparser
import os
import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.route("/dictionaries")
def dictionaries():
    host = request.args["host"]
    options = {}
    options["mode"] = "fast"
    options["host"] = host
    os.system("ping " + options["host"])  #!
    os.system("ping " + options["mode"])
    options["host"] = "localhost"
    os.system("ping " + options["host"])
    made = dict(mode="fast", host=host)
    os.system("ping " + made["host"])  #!
    os.system("ping " + made.get("mode"))
    made.update({"mode": host})
    os.system("ping " + made["mode"])  #!
    made.update(mode="slow", other=host)
    os.system("ping " + made["mode"])
    nested = {"inner": {"host": host, "mode": "fast"}}
    os.system("ping " + nested["inner"]["host"])  #!
    os.system("ping " + nested["inner"]["mode"])
    key = "mode"
    os.system("ping " + nested["inner"][key])
    for name in nested:
        os.system("ping " + name)
    os.system("ping " + nested.get("absent", host))  #!
    return "done"


@app.route("/lists")
def lists():
    host = request.args["host"]
    words = []
    words.append("first")
    words.append(host)
    words.append("last")
    os.system("ping " + words[1])  #!
    words.pop(0)
    os.system("ping " + words[0])  #!
    os.system("ping " + words[1])
    os.system("ping " + words.pop())
    os.system("ping " + words.pop())  #!
    pair = ("fixed", host)
    one, two = pair
    os.system("ping " + one)
    os.system("ping " + two)  #!
    head, *rest = ["fixed", host]
    os.system("ping " + head)
    os.system("ping " + rest[0])  #!
    hosts = [host, "fixed"]
    del hosts[0]
    os.system("ping " + hosts[0])
    hosts.insert(0, host)
    os.system("ping " + hosts[0])  #!
    return "done"


@app.route("/unsure")
def unsure():
    """Where not every step is plain, whatever was put in may come out."""
    host = request.args["host"]
    words = ["fixed"]
    if host:
        words.insert(0, host)
    os.system("ping " + words[0])  #!
    for name in ("mode", "other"):
        words.append(host)
        os.system("ping " + words[0])  #!
    return "done"


@app.route("/configuration")
def configuration():
    conf = configparser.ConfigParser()
    conf.add_section("net")
    conf.set("net", "Mode", "fast")
    conf.set("net", "host", request.args["host"])
    os.system("ping " + conf.get("net", "mode"))
    os.system("ping " + conf["net"]["Host"])  #!
    os.system("ping " + conf.get("net", "host"))  #!
    return "done"


@app.route("/tests")
def tests():
    host = request.args["host"]
    number = 86
    os.system("ping " + ("fixed" if 7 * 42 - number > 200 else host))
    os.system("ping " + ("fixed" if 7 * 42 - number > 300 else host))  #!
    if number % 2 == 1:
        target = host
    elif "b" in "abc":
        target = "fixed"
    else:
        target = host
    os.system("ping " + target)
    letter = "ABC"[1]
    match letter:
        case "A" | "C":
            chosen = host
        case "B":
            chosen = "fixed"
        case _:
            chosen = host
    os.system("ping " + chosen)
    match letter:
        case "A":
            other = "fixed"
        case _:
            other = host
    os.system("ping " + other)  #!
    number_of_words = len(host)
    if number_of_words > 3:
        target = host
    os.system("ping " + target)  #!
    return "done"


@app.route("/arguments")
def arguments():
    host = request.args["host"]
    words = []
    words.append("sh")
    words.append("-c")
    words.append("ping " + host)
    subprocess.run(words)  #!
    plain = ["ping"]
    plain.append(host)
    subprocess.run(plain)
    return "done"
