from flask import Blueprint
from flask_login import login_required

orders = Blueprint("orders", __name__)
reports = Blueprint("reports", __name__)


@orders.before_request
@login_required
def check():
    pass


@orders.post("/orders")
def create():
    return {}


@orders.post("/orders/pay")
@login_required
def pay():
    return {}


@reports.before_request
def count():
    print("one more")


@reports.post("/reports")
@login_required
def report():
    return {}


@reports.post("/reports/drop")  #!
def drop():
    return {}
