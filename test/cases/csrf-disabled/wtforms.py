from flask_wtf import FlaskForm
from wtforms import Form

OFF = False


class OrderForm(FlaskForm):
    class Meta:
        csrf = OFF  #!


class SearchForm(Form):
    class Meta:
        csrf = False


def configure(app):
    app.config["WTF_CSRF_ENABLED"] = OFF  #!
    app.config["WTF_CSRF_ENABLED"] = not OFF
    return {"csrf": False}
