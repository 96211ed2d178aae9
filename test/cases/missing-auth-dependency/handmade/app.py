from flask import Flask

import boats
import kites

app = Flask(__name__)
app.register_blueprint(boats.routes)
app.register_blueprint(kites.routes)
