from flask import Blueprint
from flask_login import login_required, current_user
from .models import Project
bp = Blueprint('p', __name__)
@bp.route('/p/<int:project_id>')
@login_required
def show(project_id):
    return Project.query.get_or_404(project_id) #!
@bp.route('/p/<int:project_id>/x')
@login_required
def show2(project_id):
    return Project.query.filter_by(id=project_id, owner_id=current_user.id).first_or_404()
