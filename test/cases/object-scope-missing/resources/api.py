# Rows behind resources of Flask-RESTful that a function adds to the application.
from flask import Flask
from flask_jwt_extended import get_jwt_identity, jwt_required
from flask_restful import Api, Resource
from models import Diary


class DiaryPage(Resource):
    @jwt_required()
    def get(self, diary_id):
        diary = Diary.query.get_or_404(diary_id)  #!
        return {"text": diary.text}


class OwnDiaryPage(Resource):
    @jwt_required()
    def get(self, diary_id):
        diary = Diary.query.get_or_404(diary_id)
        if diary.author_id != get_jwt_identity():
            return {}, 404
        return {"text": diary.text}


def add_routes(api):
    api.add_resource(DiaryPage, "/diaries/<int:diary_id>")
    api.add_resource(OwnDiaryPage, "/own/<int:diary_id>")


class Server:
    def __init__(self):
        self.app = Flask(__name__)
        self.api = Api(self.app)
        add_routes(self.api)
