from flask import request
from flask_jwt_extended import jwt_required
from flask_restx import Namespace, Resource

boats = Namespace("boats")


@boats.route("/")
class Boats(Resource):
    @jwt_required()
    def get(self):
        return []

    @jwt_required()
    def post(self):
        return request.json


@boats.route("/<int:boat_id>")  #! critical
class Boat(Resource):
    def delete(self, boat_id):
        return {"id": boat_id}
