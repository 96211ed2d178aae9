import flask
import jwt

app = flask.Flask(__name__)


class Backend:
    def user_data(self, answer):
        id_token = answer["id_token"]
        return jwt.decode(id_token, options={"verify_signature": False})  #! high

    def current_user(self, token):
        return jwt.decode(token, options={"verify_signature": False})  #! critical


@app.route("/me")
def me():
    id_token = flask.request.headers["Authorization"]
    return jwt.decode(id_token, options={"verify_signature": False})  #! critical
