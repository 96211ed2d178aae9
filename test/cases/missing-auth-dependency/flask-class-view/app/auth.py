from functools import wraps
from flask import request, jsonify, g
import jwt
def token_required(f):
    @wraps(f)
    def inner(*a, **kw):
        token = request.headers.get('Authorization', '').split()[-1]
        try:
            g.user = jwt.decode(token, 'k', algorithms=['HS256'])
        except jwt.InvalidTokenError:
            return jsonify({'error': 'x'}), 401
        return f(*a, **kw)
    return inner
