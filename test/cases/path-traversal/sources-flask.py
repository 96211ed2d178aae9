import flask
from flask import request as rq, Flask, request
import flask_restful
from flask_restful import Resource, reqparse
from flask.views import View
app = Flask(__name__)
parser = reqparse.RequestParser()
def f():
    open(flask.request.args['x'])  #!
    open(rq.args.get('x'))  #!
    open(rq.values['x'])  #!
    open(rq.form.getlist('x')[0])  #!
    open(rq.cookies['x'])  #!
    open(rq.headers['X'])  #!
    open(rq.json['x'])  #!
    open(rq.get_json()['x'])  #!
    open(rq.get_json(force=True).get('x'))  #!
    open(rq.data.decode())  #!
    open(rq.get_data(as_text=True))  #!
    open(rq.files['x'].filename)  #!
    open(rq.view_args['x'])  #!
    open(rq.query_string.decode())  #!
    open(rq.stream.read())  #!
    open(rq.environ['X'])  #!
    open(rq.path)  #!
    d = dict(rq.args)
    open(d['x'])  #!
    d = rq.args.to_dict()
    open(d['x'])  #!
    open(rq.args.get('x', type=int))
    open(rq.args.get('x', 'a', str))  #!
    args = parser.parse_args()
    open(args['x'])  #!
    x, y = rq.args['x'], 'b'
    open(x)  #!
    open(y)
    z = rq.args['z'] if rq.args else 'q'
    open(z)  #!
    if (w := rq.args.get('w')):
        open(w)  #!
    open(f"{rq.args['x']:>10}")  #!
    open('%(a)s' % {'a': rq.args['x']})  #!
    open('{}'.format(*rq.args.values()))  #!
    open(''.join([rq.args['x']]))  #!
    open(str(rq.args['x']))  #!
    open(rq.args['x'].lower().strip())  #!
    open(rq.args['x'][1:])  #!
    open(rq.args['x'].split('/')[0])  #!
    open(rq.args['x'].replace('a', 'b'))  #!
    with open(rq.args['x']) as h:  #!
        pass
class R(Resource):
    def get(self, name):
        open(request.args['x'])  #!
