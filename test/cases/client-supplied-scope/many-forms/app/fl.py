from flask import Blueprint, request, g, jsonify
from flask_login import current_user, login_required
bp = Blueprint('x', __name__)
@bp.post('/x')
@login_required
def x():
    uid = request.json.get('user_id') or current_user.id #!
    return jsonify(uid)
@bp.post('/y')
@login_required
def y():
    org = request.args.get('org_id', g.user.org_id) #!
    return jsonify(org)
