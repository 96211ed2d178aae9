from functools import wraps
from flask import Blueprint, Flask, abort, g, jsonify, request, session
from flask_jwt_extended import get_jwt_identity, jwt_required, get_jwt
from flask_login import current_user, login_required
from flask.views import MethodView

app = Flask(__name__)
admin = Blueprint('admin', __name__)
shop = Blueprint('shop', __name__, url_prefix='/shop')
ops = Blueprint('ops', __name__, url_prefix='/ops')
guarded = Blueprint('guarded', __name__, url_prefix='/admin/guarded')


def admin_required(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        if not current_user.is_admin:
            abort(403)
        return fn(*args, **kwargs)
    return wrapper


def signed_in(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        if 'user_id' not in session:
            abort(401)
        return fn(*args, **kwargs)
    return wrapper


@shop.get('/cart')
@login_required
def cart():
    return {}


@shop.get('/wishes')
@signed_in
def wishes():
    return {}


@admin.route('/users')  #!
@login_required
def users():
    return {}


@admin.route('/users/<int:uid>', methods=['DELETE'])  #!
@jwt_required()
def delete_user(uid):
    return {}


@admin.route('/settings', methods=['POST'])  #!
@signed_in
def settings():
    return {}


@admin.route('/audit')
@login_required
@admin_required
def audit():
    return {}


@admin.route('/roles')
@jwt_required()
def roles():
    claims = get_jwt()
    if claims.get('role') != 'admin':
        abort(403)
    return {}


@admin.route('/report')
@jwt_required()
def report():
    if not get_jwt()['is_admin']:
        return jsonify(error='no'), 403
    return {}


class UserAdmin(MethodView):
    decorators = [login_required]

    def get(self):
        return {}

    def delete(self, uid):
        return {}


class RoleAdmin(MethodView):
    decorators = [login_required, admin_required]

    def get(self):
        return {}


@guarded.before_request
def only_admins():
    if not current_user.is_authenticated or 'admin' not in current_user.roles:
        abort(403)


@guarded.get('/metrics2')
def guarded_metrics():
    return {}


@ops.before_request
def only_users():
    if not current_user.is_authenticated:
        abort(401)


@ops.post('/restart')  #!
def restart():
    return {}


admin.add_url_rule('/method-users', view_func=UserAdmin.as_view('users_admin'))  #!
admin.add_url_rule('/method-roles', view_func=RoleAdmin.as_view('roles_admin'))
app.register_blueprint(admin, url_prefix='/admin')
app.register_blueprint(shop)
app.register_blueprint(ops)
app.register_blueprint(guarded)
