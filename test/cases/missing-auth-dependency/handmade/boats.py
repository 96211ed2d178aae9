from flask import Blueprint, jsonify, request

from store import boats

routes = Blueprint("boats", __name__)


def caller():
    return request.environ.get("caller")


@routes.route("/boats/<int:key>", methods=["PUT"])
def rename(key):
    if not caller():
        return jsonify({"error": "sign in"}), 401
    boats.rename(key, request.json["name"])
    return jsonify({"ok": True})


@routes.route("/boats", methods=["POST"])
def build():
    if not caller():
        return jsonify({"error": "sign in"}), 401
    return jsonify({"id": boats.build(request.json["name"])})


@routes.route("/boats/<int:key>", methods=["DELETE"])  #! high
def scrap(key):
    boats.scrap(key)
    return jsonify({"ok": True})


@routes.route("/boats/health")
def health():
    return jsonify({"ok": True})


@routes.route("/boats")
def all_boats():
    """Everybody may look; no other reading asks."""
    return jsonify(boats.all())
