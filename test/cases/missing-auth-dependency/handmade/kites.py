from flask import Blueprint, jsonify, request

from store import kites

routes = Blueprint("kites", __name__)


@routes.route("/kites/unlock", methods=["POST"])
def unlock():
    """One handler that says 401 makes no rule for the others."""
    if request.json["pin"] != kites.pin:
        return jsonify({"error": "wrong pin"}), 401
    return jsonify({"ok": True})


@routes.route("/kites", methods=["POST"])
def build():
    return jsonify({"id": kites.build(request.json["name"])})


@routes.route("/kites/<int:key>", methods=["DELETE"])
def scrap(key):
    kites.scrap(key)
    return jsonify({"ok": True})
