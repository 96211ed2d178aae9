import jwt


def user_of(token, keys):
    claims = jwt.decode(token, options={"verify_signature": False})
    key = keys[claims["iss"]]
    return jwt.decode(token, key, algorithms=["RS256"])["sub"]


def roles_of(token, keys):
    claims = jwt.decode(token, options={"verify_signature": False})  #! critical
    return keys[claims["iss"]]


def both(token, other, keys):
    claims = jwt.decode(token, options={"verify_signature": False})  #! critical
    key = keys[claims["iss"]]
    jwt.decode(other, key, algorithms=["RS256"])
    return claims


def twice(token, keys):
    claims = jwt.decode(token, options={"verify_signature": False})  #! critical
    again = jwt.decode(token, options={"verify_signature": False})  #! critical
    return claims, again
