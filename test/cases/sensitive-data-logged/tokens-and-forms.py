# A token where requests are answered, and dictionaries that hold a secret.
import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.route("/enter", methods=["POST"])
def enter():
    token = request.args["token"]
    log.info("token %s", token)  #!
    log.info("token=" + token)  #!
    log.info("token of %d characters", len(token))
    given = request.form["secret_word"]
    values = {"name": request.form["name"], "password": given}
    log.info("entered %s", values)  #!
    log.info("entered %s", values["name"])
    return ""


@app.route("/hidden", methods=["POST"])
def hidden():
    given = request.form["secret_word"]
    values = {"name": request.form["name"], "password": given}
    values.pop("password")
    log.info("entered %s", values)
    stars = {"name": request.form["name"], "password": "***"}
    log.info("entered %s", stars)
    hashed = hide(given)
    log.info("entered %s", {"name": request.form["name"], "password": hashed})
    masked = {"name": request.form["name"], "password": hide(given)}
    log.info("entered %s", masked)
    return ""


def hide(text):
    return "*" * len(text)


def sign_in(form, settings, singer):
    log.warning("failed login of %s with %s", form.email.data, form.password.data)  #!
    log.info("key %s", settings.api_key.get_secret_value())  #!
    log.info("typed %s", form.password.strip())  #!
    log.info("login of %s", form.email.data)
    log.info("errors %s", form.password.errors)


class Relay:
    def __init__(self, token, cursor):
        self._token = token
        self._cursor = cursor

    def headers(self):
        return {"Authorization": f"Bearer {self._token}"}

    def send(self, batch):
        log.debug("relaying %d with token %s", len(batch), self._token)  #!
        log.debug("relaying from %s", self._cursor)


class Lexer:
    def step(self):
        log.debug("next token %s", self._token)
