import tornado.web
from flask import Response, make_response, request


class Login(tornado.web.RequestHandler):
    def get(self):
        self.redirect(self.get_argument("next"))  #!

    def post(self):
        self.redirect("/home")


def by_header():
    return Response("", 302, headers={"Location": request.args["next"]})  #!


def by_attribute():
    response = make_response("", 302)
    response.location = request.args["next"]  #!
    return response


def own():
    user = request.args["user"]
    response = make_response("", 302)
    response.location = "/users/" + user
    return response, {"Location": user}
