import io

from flask import Flask, request

app = Flask(__name__)


@app.get('/buffer')
def buffer():
    out = io.StringIO()
    out.write('Hello ')
    out.write(request.args['name'])
    return out.getvalue()  #!


@app.get('/held')
def held():
    values = {'title': 'Home', 'name': request.args.get('name')}
    return values['name']  #!


@app.get('/fixed')
def fixed():
    values = {'title': 'Home', 'name': request.args.get('name')}
    return values['title']


@app.get('/reversed')
def turned():
    values = ['Home', request.args.get('name')]
    values.reverse()
    return values[1]


@app.get('/turned')
def first():
    values = ['Home', request.args.get('name')]
    values.reverse()
    return values[0]  #!


@app.get('/words')
def words():
    return request.args['name'].split(',')


@app.get('/all')
def everything():
    return dict(request.args)


@app.post('/json')
def data():
    body = request.get_json()
    return body['rows']
