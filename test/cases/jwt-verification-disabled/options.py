import jwt
import python_jwt
from jose import jws
from jwt import PyJWT

OPTIONS = {"options": {"verify_signature": False}}
CHECKED = {"options": {"verify_aud": False}, "algorithms": ["HS256"]}


class Reader:
    def __init__(self, verify):
        self.off = False
        self.verify = verify

    def read(self, token, key):
        jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": self.off})  #!
        jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": self.verify})


def read(token, key, is_trusted):
    jwt.decode(token, key, **OPTIONS)  #!
    jwt.decode(token, key, **CHECKED)
    options = {"verify_aud": True}
    options["verify_signature"] = False
    jwt.decode(token, key, options=options, algorithms=["HS256"])  #!
    PyJWT(options={"verify_signature": False})  #!
    PyJWT(options={"verify_aud": False})
    PyJWT()
    jws.verify(token, key, None, verify=False)  #!
    jws.verify(token, key, ["HS256"], verify=is_trusted)
    python_jwt.process_jwt(token)  #!
    return python_jwt.verify_jwt(token, key, ["HS256"])


def by_header(token, key, known):
    header = jwt.get_unverified_header(token)
    jwt.decode(token, key, algorithms=[header["alg"]])  #! high
    jwt.decode(token, key, algorithms=[header.get("alg")])  #! high
    jwt.decode(token, key, algorithms=[jwt.get_unverified_header(token)["alg"]])  #! high
    found = known[header["kid"]]
    jwt.decode(token, found["key"], algorithms=[found["alg"]])
    return jwt.decode(token, key, algorithms=["RS256"])
