from flask.views import MethodView
from flask_smorest import Blueprint
from flask_jwt_extended import jwt_required
blp = Blueprint('pets', __name__, url_prefix='/pets')
@blp.route('/')
class Pets(MethodView):
    @jwt_required()
    def get(self): return []
    @jwt_required()
    def post(self): return {}
@blp.route('/<pet_id>') #!
class Pet(MethodView):
    @jwt_required()
    def get(self, pet_id): return {}
    def delete(self, pet_id): return {}
