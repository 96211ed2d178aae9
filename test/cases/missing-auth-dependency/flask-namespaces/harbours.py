from flask import request
from flask_jwt_extended import jwt_required
from flask_restx import Namespace, Resource

harbours = Namespace("harbours", decorators=[jwt_required()])


@harbours.route("/<int:harbour_id>")
class Harbour(Resource):
    @jwt_required()
    def get(self, harbour_id):
        return {"id": harbour_id}

    def put(self, harbour_id):
        return request.json
