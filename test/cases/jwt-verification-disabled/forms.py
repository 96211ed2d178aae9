import jwt
from jose import jwt as jose_jwt


def read(token, key):
    jose_jwt.get_unverified_claims(token) #!
    jose_jwt.get_unverified_header(token)
    jwt.decode(token, key, ['HS256'], {'verify_signature': False}) #!
    jwt.decode(token, key, ['HS256'], {'verify_aud': False})
