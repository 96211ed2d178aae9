from flask import Flask
from flask_restful import Api
from resources import Bed, Beds, Harvest, ResetPassword, Seeds

app = Flask(__name__)
api = Api(app)
api.add_resource(Beds, "/beds")
api.add_resource(Bed, "/beds/<int:bed_id>", "/plots/<int:bed_id>")
api.add_resource(Harvest, "/beds/<int:bed_id>/harvest")
api.add_resource(Seeds, "/seeds")
api.add_resource(ResetPassword, "/lost")
