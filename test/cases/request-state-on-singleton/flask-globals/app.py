from flask import Flask, request, g, session
app = Flask(__name__)
current_user = None
class State: pass
state = State()
@app.before_request
def load():
    global current_user
    current_user = request.headers.get('x-user') #!
    g.user = 1
    session['x'] = 2
@app.route('/a')
def a():
    state.tenant = request.args['tenant'] #!
    return ''
@app.route('/b')
def b():
    state.started = True
    return ''
