from flask import Flask, request
from .api import User
app = Flask(__name__)
@app.post('/u')
def u():
    user = User(**request.json) #!
    return {}
@app.post('/v')
def v():
    data = request.get_json()
    user = User.query.get(data['id'])
    for key in data:
        setattr(user, key, data[key]) #!
    return {}
