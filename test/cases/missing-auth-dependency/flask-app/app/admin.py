from flask import Blueprint, abort, session

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.before_request
def require_admin():
    if session.get("role") != "admin":
        abort(403)


@bp.get("/users")
def users():
    return []


@bp.delete("/users/<int:user_id>")
def delete_user(user_id):
    return {}
