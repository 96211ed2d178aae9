from flask_wtf import FlaskForm
from models import Diver, Reef, db
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, ValidationError


class ReefForm(FlaskForm):
    name = StringField("Name", validators=[DataRequired()])
    depth = IntegerField("Depth")

    def validate_name(self, name):
        if Reef.query.filter_by(name=name.data).first():
            raise ValidationError("taken")

    def validate_depth(self, depth):
        if depth.data > 40:
            raise ValidationError("too deep")


class OldReefForm(ReefForm):
    """Has the validator of its base."""


class QuietReefForm(FlaskForm):
    name = StringField("Name")

    def validate_name(self, name):
        reef = db.session.query(Reef).filter(Reef.name == name.data).first()
        if reef is None:
            raise ValidationError("unknown")


class DiverForm(FlaskForm):
    email = StringField("Email")

    def validate_email(self, email):
        if Diver.query.filter_by(email=email.data).first():
            raise ValidationError("taken")
