import collections
import html
import json
import types
import urllib.parse
from enum import Enum

from flask import Flask, request

from app import helpers

app = Flask(__name__)


class Color(Enum):
    RED = "red"


@app.route("/results")
def results(cursor):
    name = request.args["name"]
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.Handing().run(name) + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.Fixing().run(name) + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.step().run(name) + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.constant(name) + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.second(name, "b") + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.second("b", name) + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.never(name) + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.from_table(name) + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.there_and_back(name) + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.looked_up("a", cursor) + "'")  #! medium
    cursor.execute("SELECT * FROM t WHERE a = '" + helpers.filled(cursor)["column"] + "'")  #! medium


@app.route("/fields")
def fields(cursor):
    name = request.args["name"]
    held = helpers.Labelled(name, "label")
    cursor.execute("SELECT * FROM t WHERE a = '" + held.value + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + held.label + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + held.get() + "'")  #! critical
    pair = helpers.Pair("fixed", right=name)
    cursor.execute("SELECT * FROM t WHERE a = '" + pair.left + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + pair.right + "'")  #! critical
    Point = collections.namedtuple("Point", "x y")
    point = Point(name, "fixed")
    cursor.execute("SELECT * FROM t WHERE a = '" + point.x + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + point.y + "'")
    space = types.SimpleNamespace(a=name, b="fixed")
    cursor.execute("SELECT * FROM t WHERE a = '" + space.a + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + space.b + "'")
    cursor.execute("SELECT * FROM t WHERE a = '" + Color(name).value + "'")


@app.route("/escapes")
def escapes(cursor):
    name = request.args["name"]
    cursor.execute("SELECT * FROM t WHERE a = '" + html.escape(name) + "'")  #! critical
    cursor.execute("SELECT * FROM t WHERE a = '" + urllib.parse.quote(name) + "'")
    back = urllib.parse.unquote(urllib.parse.quote(name))
    cursor.execute("SELECT * FROM t WHERE a = '" + back + "'")  #! critical
    again = json.loads(json.dumps({"a": name}))["a"]
    cursor.execute("SELECT * FROM t WHERE a = '" + again + "'")  #! critical
