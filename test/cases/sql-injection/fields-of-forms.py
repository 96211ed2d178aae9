# Fields of WTForms: numbers carry no SQL.
import sqlite3

from flask import request
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField


class NoteForm(FlaskForm):
    word = StringField()
    number = IntegerField()


def find():
    form = NoteForm(request.form)
    db = sqlite3.connect("notes.db")
    db.execute("SELECT * FROM notes WHERE id = %s" % form.number.data)
    return db.execute("SELECT * FROM notes WHERE word = '%s'" % form.word.data)  #!
