# Whether an answer is a page is told by its type, which may be given after it was made.
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.html import mark_safe as marked
from django.utils.safestring import SafeString
from flask import Flask, make_response, request

app = Flask(__name__)


@app.route("/plain")
def plain():
    answer = make_response(request.args["text"])
    answer.headers["Content-Type"] = "text/plain"
    return answer


@app.route("/typed")
def typed():
    answer = make_response(request.args["text"])
    answer.mimetype = "text/csv"
    return answer


@app.route("/page")
def page():
    answer = make_response(request.args["text"])  #! high
    answer.headers["X-Frame-Options"] = "DENY"
    return answer


def view(request):
    text = request.GET["text"]
    SafeString(text)  #! high
    marked(f"<b>{text}</b>")  #! high
    format_html(f"<b>{text}</b>")  #! high
    format_html("<b>{}</b>", text)
    return HttpResponse(text)  #! high
