# Resources of Flask-RESTful: each method is a route, told where it stands.
from flask import request
from flask_jwt_extended import jwt_required
from flask_restful import Resource


class Beds(Resource):
    @jwt_required()
    def get(self):
        return []

    @jwt_required()
    def post(self):
        return request.get_json()


class Bed(Resource):
    method_decorators = [jwt_required()]

    def get(self, bed_id):
        return {"id": bed_id}

    def delete(self, bed_id):
        return {"id": bed_id}


class Harvest(Resource):
    def post(self, bed_id):  #! critical
        return {"id": bed_id}


class Guarded(Resource):
    method_decorators = [jwt_required()]


class Seeds(Guarded):
    def put(self):
        return request.get_json()


class ResetPassword(Resource):
    def post(self):
        return {}


class Unrouted(Resource):
    def post(self):
        return {}
