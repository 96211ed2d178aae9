from flask import Flask

app = Flask(__name__)
app.config['SECRET_KEY'] = '_5#y2L"F4Q8z' #!
app.secret_key = 'abc123-key' #!
app.config.update(SECRET_KEY='d9f1-77aa-42') #!
AWS = 'AKIAQ4J2ZL7MXW3TN5RB' #!
DSN = 'postgresql://app:Tr4lala99@db.internal/orders' #!


def reset(user):
    user.set_password('') #!


def login(requests):
    user, password = 'app', 'Tr0ub4dor' #!
    requests.get('https://x', auth=('app', 'Tr0ub4dor')) #!
    return {'Authorization': 'Bearer q9w8e7r6t5y4u3i2o1p0'} #!
