from aiohttp import web
from flask import Flask, request
from flask.views import MethodView
from flask_restful import Api, Resource

from models import Order, db

app = Flask(__name__)
api = Api(app)


class Orders(MethodView):
    def post(self):
        order = Order(**request.get_json())
        db.session.add(order)
        db.session.commit()
        return {'id': order.id}


app.add_url_rule('/orders', view_func=Orders.as_view('orders'))  #!


class Payments(web.View):
    async def post(self):
        data = await self.request.json()
        await self.request.app['gateway'].charge(data['amount'])
        return web.json_response({})


application = web.Application()
application.router.add_view('/payments', Payments)
