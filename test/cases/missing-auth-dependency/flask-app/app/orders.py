from functools import wraps

from flask import Blueprint, abort, request, session

bp = Blueprint("orders", __name__)


def signed_in(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if "user_id" not in session:
            abort(401)
        return view(*args, **kwargs)

    return inner


@bp.get("/")
@signed_in
def orders():
    return []


@bp.post("/")
@signed_in
def create():
    return request.json


@bp.delete("/<int:order_id>") #!
def delete(order_id):
    return {}
