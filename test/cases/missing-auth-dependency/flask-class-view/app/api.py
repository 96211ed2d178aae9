from flask import Blueprint, request
from flask.views import MethodView
from .auth import token_required
bp = Blueprint('api', __name__)
@bp.route('/tasks', methods=['GET'])
@token_required
def tasks(): return []
@bp.route('/tasks', methods=['POST'])
@token_required
def add(): return {}
@bp.route('/tasks/<tid>', methods=['DELETE']) #!
def remove(tid): return {}
class TaskView(MethodView):
    decorators = [token_required]
    def put(self, tid): return {}
bp.add_url_rule('/tasks/<tid>', view_func=TaskView.as_view('task'))
