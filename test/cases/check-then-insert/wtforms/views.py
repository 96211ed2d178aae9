from flask import Blueprint, redirect, render_template
from forms import DiverForm, OldReefForm, QuietReefForm, ReefForm
from models import Diver, Reef, db
from sqlalchemy.exc import IntegrityError

reefs = Blueprint("reefs", __name__)


@reefs.route("/reefs/add", methods=["GET", "POST"])
def add():
    form = ReefForm()
    if form.validate_on_submit():
        reef = Reef(name=form.name.data, depth=form.depth.data)
        db.session.add(reef) #! high
        db.session.commit()
        return redirect("/reefs")
    return render_template("add.html", form=form)


@reefs.route("/reefs/add-old", methods=["GET", "POST"])
def add_old():
    form = OldReefForm()
    if not form.validate():
        return render_template("add.html", form=form)
    db.session.add(Reef(name=form.name.data.strip())) #! high
    db.session.commit()
    return redirect("/reefs")


@reefs.route("/reefs/copy", methods=["GET", "POST"])
def add_copy():
    """The name is no longer what was asked for."""
    form = ReefForm()
    if form.validate_on_submit():
        db.session.add(Reef(name="copy", depth=form.depth.data))
        db.session.commit()
    return redirect("/reefs")


@reefs.route("/divers/add", methods=["GET", "POST"])
def add_diver():
    form = DiverForm()
    if form.validate_on_submit():
        db.session.add(Diver(email=form.email.data))
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
    return redirect("/divers")


@reefs.route("/reefs/twin", methods=["GET", "POST"])
def add_twin():
    """A twin is made of a reef that must be there."""
    form = QuietReefForm()
    if form.validate_on_submit():
        db.session.add(Reef(name=form.name.data))
        db.session.commit()
    return redirect("/reefs")
