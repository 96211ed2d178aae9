from functools import wraps

from flask import Blueprint, abort
from flask_login import current_user, login_required

bp = Blueprint("admin", __name__)


def conductor_only(view):
    @wraps(view)
    @login_required
    def guarded(*args, **kwargs):
        if not current_user.is_conductor:
            abort(403)
        return view(*args, **kwargs)

    return guarded


def timed(view):
    @wraps(view)
    def measured(*args, **kwargs):
        return view(*args, **kwargs)

    return measured


@bp.get("/singers")
@conductor_only
def singers():
    return {"singers": load_all()}


@conductor_only #!
@bp.post("/singers/<int:singer_id>/remove")
def remove(singer_id: int):
    drop(singer_id)
    return {"removed": singer_id}


@login_required #!
@bp.route("/profile", methods=["POST"])
def profile():
    return change()


@bp.post("/fees")
@timed
@login_required
def fees():
    return book()


@timed
@bp.post("/votes")
@login_required
def votes():
    return count()


@bp.post("/old-notes")
@bp.post("/notes")
@login_required
def notes():
    return keep()


@conductor_only
def report():
    return build()


bp.add_url_rule("/report", view_func=report)
