from flask import Blueprint, Flask

app = Flask(__name__)
admin = Blueprint("admin", __name__)


@app.route("/")
def index():
    return "1"


@app.route("/home")
def index():  #!
    return "2"


@admin.route("/")
def index():
    return "3"


@app.route("/a", endpoint="a")
def show():
    return "4"


@app.route("/b", endpoint="b")
def show():
    return "5"


@app.route("/c")
@app.route("/d")
def listing():
    return "6"


def create():
    inner = Flask("inner")

    @inner.route("/")
    def index():
        return "7"

    return inner


if app.debug:

    @app.get("/x")
    def debug():
        return "8"

else:

    @app.post("/x")
    def debug():
        return "9"
