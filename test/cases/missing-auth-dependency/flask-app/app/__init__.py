from flask import Flask

from app.admin import bp as admin_bp
from app.orders import bp as orders_bp


def create_app():
    app = Flask(__name__)
    app.register_blueprint(admin_bp)
    app.register_blueprint(orders_bp, url_prefix="/orders")
    return app
