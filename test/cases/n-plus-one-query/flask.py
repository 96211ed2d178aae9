from flask import Flask
from flask_sqlalchemy import SQLAlchemy
import sqlalchemy as sa
from sqlalchemy import text

app = Flask(__name__)
db = SQLAlchemy(app)


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    owner_id = db.Column(db.Integer)


def report():
    found = []
    for item in Item.query.limit(100).all():
        found.append(db.session.execute("SELECT name FROM owners WHERE id = %d" % item.owner_id).first())  #!
    for item in Item.query.limit(100).all():
        found.append(db.session.execute(sa.text(f"SELECT name FROM owners WHERE id = {item.owner_id}")).first())  #!
    for item in Item.query.limit(100).all():
        query = "SELECT name FROM owners WHERE id = {}".format(item.owner_id)
        found.append(db.session.execute(text(query)).first())  #!
    return found


def once(key):
    owner = db.session.execute(text(f"SELECT name FROM owners WHERE id = {key}")).first()
    found = []
    for item in Item.query.limit(100).all():
        found.append((item.id, owner))
    for _ in range(3):
        found.append(db.session.execute(text(f"SELECT name FROM owners WHERE id = {key}")).first())
    return found


def changed(names):
    for name in names:
        db.session.execute(text("UPDATE owners SET name = :name"), {"name": name})
    for name in names:
        print(f"SELECT name FROM owners WHERE id = {name}")
