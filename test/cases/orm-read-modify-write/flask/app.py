from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    owner_id = db.Column(db.Integer)
    quantity = db.Column(db.Integer)


class Form:
    query = None


@app.route("/take/<int:key>", methods=["POST"])
def take(key):
    item = Item.query.get(key)
    if item.quantity > 0:
        item.quantity -= 1  #!
        db.session.commit()
    return "ok"


@app.route("/take2/<int:key>", methods=["POST"])
def take_or_404(key):
    item = Item.query.filter_by(id=key).first_or_404()
    item.quantity = item.quantity - 1  #!
    db.session.commit()
    return "ok"


@app.route("/all", methods=["POST"])
def take_all():
    for item in Item.query.filter(Item.quantity > 0):
        item.quantity -= 1  #!
    db.session.commit()
    return "ok"


@app.route("/locked/<int:key>", methods=["POST"])
def take_locked(key):
    item = Item.query.with_for_update().get(key)
    item.quantity -= 1
    db.session.commit()
    return "ok"


@app.route("/sql/<int:key>", methods=["POST"])
def take_in_sql(key):
    item = Item.query.get(key)
    item.quantity = Item.quantity - 1
    db.session.commit()
    return "ok"


@app.route("/name/<int:key>", methods=["POST"])
def give(key):
    item = Item.query.get_or_404(key)
    item.owner_id = 3
    db.session.commit()
    return "ok"


@app.route("/form/<int:key>", methods=["POST"])
def form(key):
    found = Form.query.get(key)
    found.quantity -= 1
    db.session.commit()
    return "ok"
