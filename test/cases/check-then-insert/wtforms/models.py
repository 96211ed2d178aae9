from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Reef(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), nullable=False)
    depth = db.Column(db.Integer)


class Diver(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(80), nullable=False, unique=True)
