from flask import Flask, request, g, Blueprint
app = Flask(__name__)
STATE = {}
CACHE = {}
bp = Blueprint('x', __name__)
@bp.before_app_request
def before():
    STATE['user'] = request.headers['x'] #!
@app.route('/c')
def c():
    CACHE[request.args['id']] = request.args['v']
    g.tenant = request.args['tenant']
    return ''
