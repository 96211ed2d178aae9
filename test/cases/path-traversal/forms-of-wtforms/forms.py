from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Regexp


class ShelfForm(FlaskForm):
    name = StringField("Name", validators=[DataRequired()])
    number = IntegerField("Number")
    kind = SelectField("Kind", choices=[("a", "A"), ("b", "B")])
    code = StringField("Code", validators=[Regexp("^[a-z]{3}$")])
    cover = FileField("Cover")
