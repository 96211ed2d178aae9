# What a form of WTForms read, here and behind a function; numbers, choices and patterns let no path through.
import os

import forms
import shelves
from flask import redirect
from forms import ShelfForm


def remove():
    form = ShelfForm()
    if form.validate_on_submit():
        shelves.drop(form.name.data)
        shelves.drop_numbered(form.number.data)
        shelves.drop_kind(form.kind.data)
        shelves.drop_inside(form.name.data)
        os.rmdir("/srv/" + form.name.data)  #! high
        os.rmdir(f"/srv/{form.number.data}")
        os.rmdir("/srv/" + form.kind.data)
        os.rmdir("/srv/" + form.code.data)
    return redirect("/")


def upload():
    form = forms.ShelfForm()
    cover = form.cover.data
    cover.save(os.path.join("/srv/covers", cover.filename))  #! high
    return redirect("/")


def series(frame):
    return open("/srv/" + frame.column.data)
