from flask import request


class Reset:
    reset_url_token = "set-password"

    def __init__(self, api_key):
        self.api_key = api_key

    def show(self):
        token = request.args["token"]
        if token == self.reset_url_token:
            return "form"
        if request.headers["X-Api-Key"] == self.api_key:  #!
            return "in"
        return "no"
