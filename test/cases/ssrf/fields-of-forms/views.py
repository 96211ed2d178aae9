# An address that a form took over and an object keeps until it is asked for.
from flask import render_template
from flask_wtf import FlaskForm
from pages import Known, Page
from wtforms import StringField


class PageForm(FlaskForm):
    address = StringField("Address")
    tags = StringField("Tags")


def add():
    form = PageForm()
    page = Page(address=form.address.data, tags=form.tags.data.split(","))
    known = Known(form.tags.data)
    return render_template("page.html", text=page.load(), more=known.load())
