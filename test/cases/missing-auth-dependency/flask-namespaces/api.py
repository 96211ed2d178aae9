# Namespaces of Flask-RESTX, put together by a factory.
from boats import boats
from flask import Blueprint, Flask
from flask_restx import Api
from harbours import harbours


def create_app():
    app = Flask(__name__)
    blueprint = Blueprint("api", __name__, url_prefix="/api")
    api = Api(blueprint)
    api.add_namespace(boats, path="/boats")
    api.add_namespace(harbours)
    app.register_blueprint(blueprint)
    return app
