# Rules of routes and readers of parameters that let only numbers through.
import sqlite3

import bottle
import falcon
from flask import Flask
from psycopg2 import sql
from psycopg2.sql import SQL

app = Flask(__name__)


@app.route("/users/<int:number>")
def user(number):
    return sqlite3.connect("x").execute(f"SELECT * FROM users WHERE id = {number}")


@app.route("/scores/<float(min=0):score>/<name>")
def scores(score, name):
    db = sqlite3.connect("x")
    db.execute(f"SELECT * FROM users WHERE score = {score}")
    return db.execute(f"SELECT * FROM users WHERE name = '{name}'")  #!


@bottle.route("/pages/<number:int>")
def page(number):
    return sqlite3.connect("x").execute(f"SELECT * FROM pages WHERE id = {number}")


@app.route("/words/<string:word>")
def word(word):
    return sqlite3.connect("x").execute(f"SELECT * FROM words WHERE word = '{word}'")  #!


class Items:
    def on_get(self, req, resp):
        number = req.get_param_as_int("number")
        sqlite3.connect("x").execute(f"SELECT * FROM items WHERE id = {number}")
        name = req.get_param("name")
        sqlite3.connect("x").execute(f"SELECT * FROM items WHERE name = '{name}'")  #!


falcon.App().add_route("/items", Items())


def composed(cursor, name, word):
    cursor.execute(SQL("SELECT * FROM {}").format(sql.Identifier(name)))
    cursor.execute(sql.SQL("SELECT * FROM words WHERE word = '" + word + "'"))  #!
    cursor.execute(SQL(f"SELECT * FROM words WHERE word = '{word}'"))  #!


def escaped(connection, word, model):
    connection.cursor().execute("SELECT * FROM words WHERE word = " + connection.escape(word))
    connection.cursor().execute("SELECT count(*) FROM " + model._meta.db_table)
